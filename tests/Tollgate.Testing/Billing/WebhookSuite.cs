using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>What events lead to: the provider is asked, and what it says is stored in one piece.</summary>
public abstract class WebhookSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly PaymentProviderException Away = new("away");
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Events_OfOneSubscription_AreOneReadAndOneSubscription()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        var told = Enumerable.Range(0, 6).Select(i => node.Account.TellOf(subscription, i == 0 ? "customer.subscription.created" : "customer.subscription.updated")).ToArray();

        await node.TakeAsync(told);

        node.Account.Reads.ShouldBe([subscription.Reference]);
        var stored = (await node.SubscriptionAsync(subscription.Reference)).ShouldNotBeNull();
        (stored.UserId, stored.PlanName, stored.Status, stored.CurrentPeriodStart, stored.CurrentPeriodEnd, stored.IsProvisional)
            .ShouldBe((user, "pro", SubscriptionStatus.Active, ScriptedAccount.Start, ScriptedAccount.Start.AddMonths(1), false));
        stored.SyncedAt.ShouldNotBeNull();
        foreach (var one in told)
        {
            (await node.StateOfAsync(one)).State.ShouldBe(WebhookState.Done);
        }

        (await node.PlanOfAsync(user)).ShouldBe("pro");
        await node.TakeAsync(told);
        node.Account.Reads.Count.ShouldBe(1, "all of them are known");
    }

    [Fact]
    public async Task Customer_ThatNobodyIsLinkedTo_IsIgnoredUntilACheckoutNamesTheUser()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name));
        node.Account.Customers[subscription.CustomerReference] = new ProviderCustomer(subscription.CustomerReference, false, "a@example.com", "4242", null, false, null);
        var early = node.Account.TellOf(subscription, "customer.subscription.created");

        await node.TakeAsync(early);
        var row = await node.StateOfAsync(early);
        (row.State, row.Reason!.StartsWith(BillingNews.UnknownCustomer, StringComparison.Ordinal)).ShouldBe((WebhookState.Ignored, true));
        (await node.SubscriptionAsync(subscription.Reference)).ShouldBeNull();

        await node.TakeAsync(node.Account.Tell("checkout.session.completed", ProviderEventKind.Checkout, "cs_1", subscription.Reference, subscription.CustomerReference, user));

        (await node.StateOfAsync(early)).State.ShouldBe(WebhookState.Done);
        (await node.PlanOfAsync(user)).ShouldBe("pro");
        (await node.Store.FindCustomerAsync(user, Token)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            c => c.Reference.ShouldBe(subscription.CustomerReference), c => c.Email.ShouldBe("a@example.com"), c => c.CardLastFour.ShouldBe("4242"));
    }

    [Fact]
    public async Task Refund_ToldBeforeTheInvoice_GrantsAndTakesBackOnceAndGivesAgainWhenItFails()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.created"));
        var invoice = new ProviderInvoice
        {
            Reference = $"in_{name}",
            CustomerReference = subscription.CustomerReference,
            Status = InvoiceStatus.Paid,
            Currency = "usd",
            Lines = [new($"il_{name}_1", "price_pack", 2), new($"il_{name}_2", "price_pro", 1)],
        };
        node.Account.Invoices[invoice.Reference] = invoice;
        var payment = $"pi_{name}";
        async Task<CreditBalance> RefundAsync(string type, long returned)
        {
            node.Account.Reversals[payment] = new ProviderReversal(invoice.Reference, invoice.CustomerReference, invoice.Lines, 900, returned);
            var told = node.Account.Tell(type, ProviderEventKind.Refund, customer: subscription.CustomerReference) with { PaymentReference = payment };
            told = told with { Body = System.Text.Json.JsonSerializer.Serialize(told) };
            await node.TakeAsync(told, told);
            (await node.StateOfAsync(told)).ShouldSatisfyAllConditions(e => e.State.ShouldBe(WebhookState.Done), e => e.WorkKey.ShouldBe(payment));
            return await node.Node.Get<ICreditStore>().ReadAsync(user, Token);
        }

        (await RefundAsync("charge.refunded", 300)).ShouldSatisfyAllConditions(b => b.Granted.ShouldBe(1_000), b => b.Revoked.ShouldBe(333), b => b.Left.ShouldBe(667));
        await node.TakeAsync(node.Account.Tell("invoice.paid", ProviderEventKind.Invoice, invoice.Reference));
        (await RefundAsync("charge.refunded", 900)).ShouldSatisfyAllConditions(b => b.Granted.ShouldBe(1_000), b => b.Revoked.ShouldBe(1_000), b => b.Left.ShouldBe(0), b => b.Unpaid.ShouldBe(0));
        (await RefundAsync("charge.refunded", 900)).Revoked.ShouldBe(1_000);
        (await RefundAsync("refund.failed", 300)).ShouldSatisfyAllConditions(b => b.Revoked.ShouldBe(333), b => b.Left.ShouldBe(667), b => b.Spent.ShouldBe(0));
    }

    [Fact]
    public async Task Invoice_PaidWithCreditPacks_GrantsEachLineOnceHoweverOftenItIsTold()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.created"));
        var invoice = new ProviderInvoice
        {
            Reference = $"in_{name}",
            CustomerReference = subscription.CustomerReference,
            Status = InvoiceStatus.Open,
            Currency = "usd",
            Lines = [new($"il_{name}_1", "price_pack", 2), new($"il_{name}_2", "price_pack", 1), new($"il_{name}_3", "price_pro", 1)],
        };
        node.Account.Invoices[invoice.Reference] = invoice;
        await node.TakeAsync(node.Account.Tell("invoice.finalized", ProviderEventKind.Invoice, invoice.Reference));
        (await node.Node.Get<ICreditStore>().ReadAsync(user, Token)).Granted.ShouldBe(0, "nothing was paid yet");

        node.Account.Invoices[invoice.Reference] = invoice with { Status = InvoiceStatus.Paid };
        for (var i = 0; i < 3; i++)
        {
            await node.TakeAsync(node.Account.Tell("invoice.paid", ProviderEventKind.Invoice, invoice.Reference));
        }

        (await node.Node.Get<ICreditStore>().ReadAsync(user, Token)).Granted.ShouldBe(1_500);
    }

    [Fact]
    public async Task Customer_NamedByItsMetadata_IsLinked()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name));
        node.Account.Customers[subscription.CustomerReference] = new ProviderCustomer(subscription.CustomerReference, false, null, null, null, false, user);

        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.created"));

        (await node.Store.FindUserAsync(subscription.CustomerReference, Token)).ShouldBe(user);
        (await node.SubscriptionAsync(subscription.Reference)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Subscription_ThatEnds_NeverTakesANewerOneAway()
    {
        var (node, user, name) = await BillingAsync();
        var old = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        var newer = node.Account.Set(ScriptedAccount.NewSubscription(name, user, "price_team") with { Reference = $"sub_{name}_2" });
        await node.TakeAsync(node.Account.TellOf(old, "customer.subscription.created"), node.Account.TellOf(newer, "customer.subscription.created"));

        old = node.Account.Set(old with { Status = SubscriptionStatus.Canceled, ProviderStatus = "canceled", EndedAt = ScriptedAccount.Start.AddDays(3) });
        await node.TakeAsync(node.Account.TellOf(old, "customer.subscription.deleted"));

        (await node.PlanOfAsync(user)).ShouldBe("team");
        (await node.SubscriptionAsync(old.Reference))!.Status.ShouldBe(SubscriptionStatus.Canceled);
        node.Account.Set(newer with { Status = SubscriptionStatus.Canceled, ProviderStatus = "canceled" });
        await node.TakeAsync(node.Account.TellOf(newer, "customer.subscription.deleted"));
        (await node.PlanOfAsync(user)).ShouldBe("free");
    }

    [Fact]
    public async Task Subscription_WithoutAPlanForItsPrice_ChangesNoAccessAndIsDoneOnceAPlanHasIt()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user, "price_new"));
        var told = node.Account.TellOf(subscription, "customer.subscription.created");
        await node.TakeAsync(told);

        var row = await node.StateOfAsync(told);
        (row.State, row.Reason!.StartsWith(BillingNews.UnknownPrice, StringComparison.Ordinal)).ShouldBe((WebhookState.Ignored, true));
        (await node.PlanOfAsync(user)).ShouldBe("free");

        await BillingNode.SavePlansAsync(node.Node, BillingNode.PlanOf("brandnew", "price_new"));
        await node.Node.Get<FetchUndelivered>().RunAsync(Token);
        await node.WorkAsync();
        (await node.PlanOfAsync(user)).ShouldBe("brandnew");

        // A known one whose price nobody sells any more keeps its plan and gets the status.
        node.Account.Set(subscription with { Items = [new ProviderItem("price_gone", 3, null, null, null)], Status = SubscriptionStatus.PastDue, ProviderStatus = "past_due" });
        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.updated"));
        var stored = (await node.SubscriptionAsync(subscription.Reference))!;
        (stored.PlanName, stored.Status, stored.Quantity, stored.CurrentPeriodStart).ShouldBe(("brandnew", SubscriptionStatus.PastDue, 1, ScriptedAccount.Start));
    }

    [Fact]
    public async Task Provider_Away_TheCopyInTheEventHoldsUntilItCanBeAsked()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        node.Account.Fault = _ => Away;
        var told = node.Account.TellOf(subscription, "customer.subscription.created");
        node.Account.Set(subscription with { Items = [new ProviderItem("price_team", 2, null, ScriptedAccount.Start, ScriptedAccount.Start.AddMonths(1))] });

        await node.TakeAsync(told);
        (await node.SubscriptionAsync(subscription.Reference)).ShouldBeNull();
        await FailAgainAsync(node, told, 2);

        var provisional = (await node.SubscriptionAsync(subscription.Reference)).ShouldNotBeNull();
        (provisional.IsProvisional, provisional.PlanName, provisional.SyncedAt).ShouldBe((true, "pro", null));
        var row = await node.StateOfAsync(told);
        (row.State, row.Attempts).ShouldBe((WebhookState.Pending, 3));
        await FailAgainAsync(node, told, 20);
        (await node.StateOfAsync(told)).State.ShouldBe(WebhookState.Pending, "while the provider is away nothing is given up");

        node.Account.Fault = _ => null;
        await node.Inbox.ReplayAsync(row.Id, Token);
        await node.WorkAsync();
        var sure = (await node.SubscriptionAsync(subscription.Reference))!;
        (sure.IsProvisional, sure.PlanName, sure.Quantity).ShouldBe((false, "team", 2));
        (await node.StateOfAsync(told)).State.ShouldBe(WebhookState.Done);
    }

    [Fact]
    public async Task Provisional_News_NeverReopenWhatIsSurelyOver()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        var old = node.Account.TellOf(subscription, "customer.subscription.updated");
        node.Account.Set(subscription with { Status = SubscriptionStatus.Canceled, ProviderStatus = "canceled", EndedAt = ScriptedAccount.Start.AddDays(1) });
        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.deleted"));

        node.Account.Fault = _ => Away;
        await node.TakeAsync(old);
        await FailAgainAsync(node, old, 5);

        (await node.SubscriptionAsync(subscription.Reference))!.ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Canceled), s => s.IsProvisional.ShouldBeFalse());
    }

    [Fact]
    public async Task Event_ThatIsPoison_BlocksNothingElseAndIsGivenUp()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        var good = node.Account.TellOf(subscription, "customer.subscription.updated");
        var poison = node.Account.TellOf(subscription, "customer.subscription.updated") with { Body = "poison" };
        var other = node.Account.Set(ScriptedAccount.NewSubscription(name + "x", user) with { CustomerReference = subscription.CustomerReference });
        var elsewhere = node.Account.TellOf(other, "customer.subscription.created");

        await node.TakeAsync(poison, good, elsewhere);

        (await node.StateOfAsync(good)).State.ShouldBe(WebhookState.Done);
        (await node.StateOfAsync(elsewhere)).State.ShouldBe(WebhookState.Done);
        await FailAgainAsync(node, poison, 9);
        var row = await node.StateOfAsync(poison);
        (row.State, row.Attempts, row.Reason).ShouldBe((WebhookState.Dead, 10, "InvalidOperationException: poison"));
    }

    [Fact]
    public async Task Status_ThatDoesNotExistYet_IsStoredAndGivesNoPlan()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user) with { Status = SubscriptionStatus.Unknown, ProviderStatus = "hibernating" });

        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.updated"));

        (await node.SubscriptionAsync(subscription.Reference))!.ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Unknown), s => s.ProviderStatus.ShouldBe("hibernating"));
        (await node.PlanOfAsync(user)).ShouldBe("free");
        (await node.Inbox.CountAsync(Token)).UnknownStatuses.ShouldBe(1);
    }

    [Fact]
    public async Task Invoice_FailsIsRetriedAndPaid_IsOneRowAndOneFailureAnAttempt()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user) with { Status = SubscriptionStatus.PastDue, ProviderStatus = "past_due" });
        var invoice = InvoiceOf(subscription, "1") with { Attempts = 1, DeclineCode = "insufficient_funds", IsActionRequired = false };
        node.Account.Invoices[invoice.Reference] = invoice;
        var first = node.Account.Tell("invoice.payment_failed", ProviderEventKind.Invoice, invoice.Reference);
        await node.TakeAsync(first, node.Account.Tell("invoice.payment_failed", ProviderEventKind.Invoice, invoice.Reference));

        var stored = (await node.InvoiceAsync(invoice.Reference)).ShouldNotBeNull();
        (stored.Status, stored.Attempts, stored.DeclineCode, stored.FirstFailedAt, stored.IsActionRequired, stored.UserId)
            .ShouldBe((InvoiceStatus.Open, 1, "insufficient_funds", first.OccurredAt, false, user));
        (await FailuresAsync(node, user)).ShouldBe([(1, "insufficient_funds", first.OccurredAt!.Value)]);

        node.Account.Invoices[invoice.Reference] = invoice with { Attempts = 2, IsActionRequired = true };
        await node.TakeAsync(node.Account.Tell("invoice.payment_failed", ProviderEventKind.Invoice, invoice.Reference), node.Account.Tell("invoice.payment_action_required", ProviderEventKind.Invoice, invoice.Reference));
        (await node.InvoiceAsync(invoice.Reference))!.IsActionRequired.ShouldBeTrue();
        (await FailuresAsync(node, user)).Count.ShouldBe(2);

        node.Account.Invoices[invoice.Reference] = invoice with { Status = InvoiceStatus.Paid, AmountRemaining = 0, Attempts = 3, ClosedAt = ScriptedAccount.Start.AddDays(2) };
        node.Account.Set(subscription with { Status = SubscriptionStatus.Active, ProviderStatus = "active" });
        await node.TakeAsync(node.Account.Tell("invoice.paid", ProviderEventKind.Invoice, invoice.Reference));
        stored = (await node.InvoiceAsync(invoice.Reference))!;
        (stored.Status, stored.AmountRemaining, stored.IsActionRequired, stored.ClosedAt, stored.FirstFailedAt)
            .ShouldBe((InvoiceStatus.Paid, 0, false, ScriptedAccount.Start.AddDays(2), first.OccurredAt));
        (await FailuresAsync(node, user)).Count.ShouldBe(2, "the third attempt did not fail");
    }

    [Fact]
    public async Task Invoice_DeclinedForGood_HasNoFailureForCountsWithoutACharge()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user) with { Status = SubscriptionStatus.PastDue, ProviderStatus = "past_due" });
        var invoice = InvoiceOf(subscription, "1") with { Attempts = 1, DeclineCode = "lost_card", IsActionRequired = false };
        node.Account.Invoices[invoice.Reference] = invoice;
        await node.TakeAsync(node.Account.Tell("invoice.payment_failed", ProviderEventKind.Invoice, invoice.Reference));

        for (var count = 2; count <= 4; count++)
        {
            node.Account.Invoices[invoice.Reference] = invoice with { Attempts = count };
            await node.TakeAsync(node.Account.Tell("invoice.updated", ProviderEventKind.Invoice, invoice.Reference));
        }

        (await node.InvoiceAsync(invoice.Reference))!.Attempts.ShouldBe(4);
        (await FailuresAsync(node, user)).Select(f => (f.Attempt, f.Decline)).ShouldBe([(1, "lost_card")]);

        node.Account.Invoices[invoice.Reference] = invoice with { Attempts = 5, DeclineCode = "insufficient_funds" };
        await node.TakeAsync(node.Account.Tell("invoice.payment_failed", ProviderEventKind.Invoice, invoice.Reference));
        (await FailuresAsync(node, user)).Select(f => (f.Attempt, f.Decline)).ShouldBe([(1, "lost_card"), (5, "insufficient_funds")], "another card was charged");
    }

    [Fact]
    public async Task Invoice_WhoseFailuresNoEventTold_HasTheOneThatIsCertain()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user) with { Status = SubscriptionStatus.PastDue, ProviderStatus = "past_due" });
        var invoice = InvoiceOf(subscription, "1") with { Attempts = 3, IsActionRequired = false };
        node.Account.Invoices[invoice.Reference] = invoice;

        await node.TakeAsync(node.Account.Tell("invoice.updated", ProviderEventKind.Invoice, invoice.Reference));
        (await FailuresAsync(node, user)).Select(f => f.Attempt).ShouldBe([1]);

        node.Account.Invoices[invoice.Reference] = invoice with { Attempts = 4 };
        await node.TakeAsync(node.Account.Tell("invoice.updated", ProviderEventKind.Invoice, invoice.Reference));
        (await FailuresAsync(node, user)).Select(f => f.Attempt).ShouldBe([1]);

        await node.TakeAsync(node.Account.Tell("invoice.payment_failed", ProviderEventKind.Invoice, invoice.Reference, attempt: 2));
        (await FailuresAsync(node, user)).Select(f => f.Attempt).ShouldBe([1, 2], "what is told late is known then");
    }

    [Theory]
    [InlineData("invoice.voided", InvoiceStatus.Void)]
    [InlineData("invoice.marked_uncollectible", InvoiceStatus.Uncollectible)]
    [InlineData("invoice.overdue", InvoiceStatus.Open)]
    [InlineData("invoice.deleted", InvoiceStatus.Deleted)]
    public async Task Invoice_OfAnOldPeriod_GetsItsOwnState(string type, InvoiceStatus status)
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        var (old, latest) = (InvoiceOf(subscription, "1"), InvoiceOf(subscription, "2") with { CreatedAt = ScriptedAccount.Start.AddMonths(1) });
        (node.Account.Invoices[old.Reference], node.Account.Invoices[latest.Reference]) = (old, latest);
        await node.TakeAsync(node.Account.Tell("invoice.finalized", ProviderEventKind.Invoice, old.Reference));
        var told = node.Account.Tell(type, ProviderEventKind.Invoice, old.Reference);
        _ = status == InvoiceStatus.Deleted ? node.Account.Invoices.Remove(old.Reference, out _) : (node.Account.Invoices[old.Reference] = old with { Status = status }) is not null;

        await node.TakeAsync(told);

        (await node.InvoiceAsync(old.Reference))!.ShouldSatisfyAllConditions(i => i.Status.ShouldBe(status), i => (i.ClosedAt is null).ShouldBe(status == InvoiceStatus.Open));
        (await node.InvoiceAsync(latest.Reference))!.Status.ShouldBe(InvoiceStatus.Open);
    }

    [Fact]
    public async Task Dispute_OpenedAndWon_IsOneRow()
    {
        var (node, user, name) = await BillingAsync();
        await node.Store.LinkAsync(user, new ProviderCustomer($"cus_{name}", false, null, null, null, false, user), Token);
        var dispute = new ProviderDispute($"dp_{name}", $"cus_{name}", "needs_response", true, 1900, "usd", ScriptedAccount.Start);
        node.Account.Disputes[dispute.Reference] = dispute;
        await node.TakeAsync(node.Account.Tell("charge.dispute.created", ProviderEventKind.Dispute, dispute.Reference));
        node.Account.Disputes[dispute.Reference] = dispute with { Status = "won", IsOpen = false };
        await node.TakeAsync(node.Account.Tell("charge.dispute.closed", ProviderEventKind.Dispute, dispute.Reference));

        await using var context = await StoredRows.OpenAsync(node.Node);
        var stored = await context.Disputes.AsNoTracking().SingleAsync(d => d.UserId == user, Token);
        (stored.Reference, stored.Status, stored.Amount, stored.ClosedAt is null).ShouldBe((dispute.Reference, "won", 1900, false));
    }

    [Fact]
    public async Task Customer_Deleted_EndsItsSubscriptionsAndFreesTheLink()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.created"));
        node.Account.Customers[subscription.CustomerReference] = new ProviderCustomer(subscription.CustomerReference, false, null, null, null, true, null);

        await node.TakeAsync(node.Account.Tell("customer.deleted", ProviderEventKind.Customer, subscription.CustomerReference, null, subscription.CustomerReference));

        (await node.SubscriptionAsync(subscription.Reference))!.Status.ShouldBe(SubscriptionStatus.Canceled);
        (await node.Store.FindCustomerAsync(user, Token))!.IsDeleted.ShouldBeTrue();
        (await node.Store.LinkAsync(user, new ProviderCustomer($"cus_{name}_2", false, null, null, null, false, user), Token)).Reference.ShouldBe($"cus_{name}_2");
        (await node.PlanOfAsync(user)).ShouldBe("free");
    }

    [Fact]
    public async Task Sync_OfWhatNoEventTold_ListsAndRepairsAndThenFindsNothing()
    {
        var (node, user, name) = await BillingAsync();
        var known = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        var invoice = InvoiceOf(known, "1");
        node.Account.Invoices[invoice.Reference] = invoice;
        var gone = node.Account.Set(ScriptedAccount.NewSubscription(name + "gone", user) with { CustomerReference = known.CustomerReference });
        await node.TakeAsync(node.Account.TellOf(known, "customer.subscription.created"), node.Account.TellOf(gone, "customer.subscription.created"));
        node.Account.Subscriptions.Remove(gone.Reference, out _);
        node.Account.Set(known with { Items = [new ProviderItem("price_team", 4, null, ScriptedAccount.Start.AddMonths(1), ScriptedAccount.Start.AddMonths(2))] });
        var next = InvoiceOf(known, "2") with { Status = InvoiceStatus.Paid, AmountRemaining = 0, CreatedAt = ScriptedAccount.Start.AddMonths(1) };
        (node.Account.Invoices[invoice.Reference], node.Account.Invoices[next.Reference]) = (invoice with { Status = InvoiceStatus.Void }, next);
        var sync = node.Node.Get<SyncUser>();

        var dry = await sync.RunAsync(null, true, Token);
        (await node.SubscriptionAsync(known.Reference))!.PlanName.ShouldBe("pro");
        var report = await sync.RunAsync($"user_{user}", false, Token);

        dry.Drifts.Select(d => d.Reference).ShouldBe([known.Reference, gone.Reference, invoice.Reference]);
        report.Drifts.Single(d => d.Reference == known.Reference).ShouldSatisfyAllConditions(
            d => d.IsRepaired.ShouldBeTrue(),
            d => d.Differences.Select(x => x.What).ShouldBe(["plan", "quantity", "period start", "period end", $"invoice {next.Reference}"]));
        report.Drifts.Single(d => d.Reference == gone.Reference).IsRepaired.ShouldBeFalse();
        (await node.SubscriptionAsync(gone.Reference))!.Status.ShouldBe(SubscriptionStatus.Active, "what the provider does not have is left as it is");
        (await node.InvoiceAsync(invoice.Reference))!.Status.ShouldBe(InvoiceStatus.Void);
        (await node.SubscriptionAsync(known.Reference))!.ShouldSatisfyAllConditions(s => s.PlanName.ShouldBe("team"), s => s.Quantity.ShouldBe(4));
        (await sync.RunAsync(null, false, Token)).Drifts.ShouldHaveSingleItem().Reference.ShouldBe(gone.Reference);
    }

    [Fact]
    public async Task Undelivered_Events_AreFetchedByOneNodeAnInterval()
    {
        var (node, user, name) = await BillingAsync();
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user));
        node.Account.Undelivered.Add(node.Account.TellOf(subscription, "customer.subscription.created"));
        var fetch = node.Node.Get<FetchUndelivered>();

        (await fetch.TryRunAsync(TimeSpan.FromMinutes(15), Token)).ShouldBe(1);
        (await fetch.TryRunAsync(TimeSpan.FromMinutes(15), Token)).ShouldBeNull("somebody did just now");
        (await fetch.RunAsync(Token)).ShouldBe(0);
        await node.WorkAsync();
        (await node.PlanOfAsync(user)).ShouldBe("pro");
    }

    [Fact]
    public async Task Checkout_OfAPlan_MakesTheCustomerFirstAndOnlyOnce()
    {
        var (node, user, _) = await BillingAsync();
        var terms = new CheckoutTerms { User = $"user_{user}", Plan = "pro", Quantity = 3, Email = "a@example.com", SuccessUrl = "https://a.example/ok", CancelUrl = "https://a.example/no" };

        var url = await node.Node.Get<OpenCheckout>().RunAsync(terms, Token);
        await node.Node.Get<OpenCheckout>().RunAsync(terms, Token);

        url.ToString().ShouldBe($"https://pay.example/cus_new_{user}/price_pro/3");
        (await node.Store.FindUserAsync($"cus_new_{user}", Token)).ShouldBe(user);
        (await node.Node.Get<OpenPortal>().RunAsync($"user_{user}", "https://a.example", Token)).ToString().ShouldBe($"https://portal.example/cus_new_{user}");
        var errors = await ErrorsOfAsync(() => node.Node.Get<OpenCheckout>().RunAsync(terms with { Plan = "free", Quantity = 0, SuccessUrl = "ftp://x", CancelUrl = null }, Token));
        errors.Select(e => e.Field).ShouldBe(["plan", "quantity", "successUrl", "cancelUrl"]);
    }

    [Fact]
    public async Task MeterError_OfASentEvent_MarksItFailed()
    {
        var (node, user, name) = await BillingAsync();
        await using (var context = await StoredRows.OpenAsync(node.Node))
        {
            var segment = new BillingSegment
            {
                UserId = user, SubscriptionReference = "sub", PeriodStart = ScriptedAccount.Start, PeriodEnd = ScriptedAccount.Start.AddMonths(1), PlanName = "pro", Meter = "units",
            };
            context.BillingSegments.Add(segment);
            await context.SaveChangesAsync(Token);
            context.MeterEvents.Add(new MeterEvent
            {
                Identifier = $"tg_{name}", UserId = user, SegmentId = segment.Id, CustomerReference = "cus", Meter = "units", Units = 5, At = ScriptedAccount.Start,
                CreatedAt = ScriptedAccount.Start, State = MeterEventState.Sent,
            });
            await context.SaveChangesAsync(Token);
        }

        var told = new ProviderEvent
        {
            Reference = "evt_meter", Type = "v1.billing.meter.error_report_triggered", Kind = ProviderEventKind.MeterErrors,
            MeterErrors = [new MeterError($"tg_{name}", "archived_meter", "The meter is archived."), new MeterError("another", "x", "")], Body = "",
        };
        told = told with { Body = System.Text.Json.JsonSerializer.Serialize(told) };
        await node.TakeAsync(told);

        (await node.StateOfAsync(told)).State.ShouldBe(WebhookState.Done);
        await using var after = await StoredRows.OpenAsync(node.Node);
        var row = await after.MeterEvents.AsNoTracking().SingleAsync(m => m.Identifier == $"tg_{name}", Token);
        (row.State, row.Error).ShouldBe((MeterEventState.Failed, "archived_meter: The meter is archived."));
    }

    private static ProviderInvoice InvoiceOf(ProviderSubscription subscription, string number) => new()
    {
        Reference = $"in_{subscription.Reference[4..]}_{number}",
        CustomerReference = subscription.CustomerReference,
        SubscriptionReference = subscription.Reference,
        Status = InvoiceStatus.Open,
        Cause = "subscription_cycle",
        AmountDue = 1900,
        AmountRemaining = 1900,
        Currency = "usd",
        CreatedAt = ScriptedAccount.Start,
    };

    private static async Task<List<(int Attempt, string? Decline, DateTimeOffset At)>> FailuresAsync(BillingNode node, long user)
    {
        await using var context = await StoredRows.OpenAsync(node.Node);
        return (await context.PaymentFailures.AsNoTracking().Where(f => f.UserId == user).OrderBy(f => f.Attempt).ToListAsync(Token))
            .ConvertAll(f => (f.Attempt, f.DeclineCode, f.FailedAt));
    }

    /// <summary>Has an event tried again at once, which the pause would keep for later.</summary>
    private static async Task FailAgainAsync(BillingNode node, ProviderEvent told, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using (var context = await StoredRows.OpenAsync(node.Node))
            {
                await context.WebhookEvents.Where(e => e.Reference == told.Reference)
                    .ExecuteUpdateAsync(e => e.SetProperty(r => r.NextAttemptAt, ScriptedAccount.Start), Token);
            }

            await node.WorkAsync();
        }
    }

    private async Task<(BillingNode Node, long User, string Name)> BillingAsync()
    {
        var node = await BillingNode.CreateAsync(await Host.CreateAsync(), _clock);
        Keep(node.Node);
        var name = NewName("u");
        return (node, await node.AddUserAsync(name), name);
    }
}
