using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Notices;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.Notifying;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Who is told what about payments: each once, customers no more than one of a kind a day; and what the rules about payments read.</summary>
public abstract class BillingNoticeSuite(IStoreHost host) : StoreSuite(host)
{
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Failures_OfOneDay_AreToldEachToTheOperatorAndOnceToTheCustomer()
    {
        var (node, customer) = await CustomerAsync();
        var noon = Noon().AddDays(-1);

        await customer.FailAsync(noon);
        await customer.FailAsync(noon.AddHours(1), attempt: 2);
        await customer.FailAsync(noon.AddHours(1), attempt: 2); // told twice by the provider
        await customer.ChangeAsync((_, _) => Task.CompletedTask);

        (await KeysAsync(customer, LogChannel.ChannelName)).ShouldBe(
        [
            $"payment_failed_{customer.Invoice()}_1", $"restriction_{customer.User.Id}_warning_{noon.ToUnixTimeMilliseconds()}", $"payment_failed_{customer.Invoice()}_2",
        ]);
        var mail = (await customer.ToldAsync(CustomerChannel.ChannelName)).ShouldHaveSingleItem();
        mail.Key.ShouldBe($"payment_failed_user_{customer.User.Id}_{noon:yyyyMMdd}");
        mail.Payload.ShouldContain("@example.com");
        mail.Payload.ShouldContain("\"amount\":\"12.90 EUR\"");
        (await customer.ToldAsync(LogChannel.ChannelName)).ShouldAllBe(t => !t.Payload.Contains("@example.com") && !t.Payload.Contains(customer.User.Name));

        await customer.FailAsync(noon.AddDays(1).AddMilliseconds(-1), attempt: 3); // the next day
        (await KeysAsync(customer, CustomerChannel.ChannelName)).Count(k => k.StartsWith("payment_failed_", StringComparison.Ordinal)).ShouldBe(2);
        node.ShouldNotBeNull();
    }

    [Fact]
    public async Task Failures_LongAgoOrSettled_AreNoNews()
    {
        var (_, customer) = await CustomerAsync();
        await customer.FailAsync(Noon().AddDays(-4));
        await customer.FailAsync(Noon().AddDays(-1), name: "2", change: i => (i.Status, i.AmountRemaining) = (InvoiceStatus.Paid, 0));

        (await KeysAsync(customer, LogChannel.ChannelName)).ShouldHaveSingleItem().ShouldStartWith($"restriction_{customer.User.Id}_warning_");
        (await KeysAsync(customer, CustomerChannel.ChannelName)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ladder_UpAndDown_TellsEachStepOnce()
    {
        var (node, customer) = await CustomerAsync();
        var start = await customer.NowAsync();
        await customer.FailAsync(start);
        foreach (var days in new[] { 7, 14 })
        {
            _clock.Advance(TimeSpan.FromDays(days));
            await node.Get<IDueRestrictions>().ApplyAsync("n1", Token);
            await node.Get<IDueRestrictions>().ApplyAllAsync("n1", Token);
        }

        await customer.PayAsync();
        await customer.ChangeAsync((_, _) => Task.CompletedTask);

        var id = customer.User.Id;
        long Ms(int day) => start.AddDays(day).ToUnixTimeMilliseconds();
        (await KeysAsync(customer, LogChannel.ChannelName)).ShouldBe(
        [
            $"payment_failed_{customer.Invoice()}_1", $"restriction_{id}_warning_{Ms(0)}", $"restriction_{id}_limited_{Ms(7)}", $"restriction_{id}_suspended_{Ms(21)}",
            $"restriction_{id}_none_{Ms(21)}",
        ]);
        var mails = await customer.ToldAsync(CustomerChannel.ChannelName);
        mails.Select(m => Of(m.Payload, "kind")).ShouldBe(["payment_failed", "limited", "suspended", "lifted"]);
        Of(mails[1].Payload, "suspendsAt").ShouldBe(start.AddDays(21).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Of(mails[2].Payload, "link").ShouldBe($"https://pay.example/{customer.Invoice()}");
    }

    [Theory]
    [InlineData("subscription_cycle", 1)]
    [InlineData("subscription_create", 0)]
    public async Task ActionRequired_OnARenewal_AsksInPlaceOfTheFailure(string cause, int mails)
    {
        var (_, customer) = await CustomerAsync();

        await customer.FailAsync(await customer.NowAsync(), change: i => i.IsActionRequired = true, code: "authentication_required");
        (await customer.ToldAsync(CustomerChannel.ChannelName)).Count.ShouldBe(1);

        var (_, second) = await CustomerAsync();
        await second.FailAsync(await second.NowAsync(), change: i => (i.IsActionRequired, i.Cause) = (true, cause));
        (await second.ToldAsync(CustomerChannel.ChannelName)).Select(t => Of(t.Payload, "kind")).ShouldBe(Enumerable.Repeat("action_required", mails));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 1)]
    public async Task Customer_OfTheTestMode_IsWrittenToOnlyIfAskedFor(bool isLive, bool inTestMode, int mails)
    {
        var (_, customer) = await CustomerAsync(isLive, o => o.InTestMode = inTestMode);

        await customer.FailAsync(await customer.NowAsync());

        (await customer.ToldAsync(CustomerChannel.ChannelName)).Count.ShouldBe(mails);
    }

    [Fact]
    public async Task Overdue_SentInvoice_IsToldWhenItIsDue()
    {
        var (node, customer) = await CustomerAsync();
        var now = await customer.NowAsync();
        await customer.ChangeAsync((context, _) =>
        {
            context.Invoices.Add(new Invoice
            {
                Reference = customer.Invoice(), UserId = customer.User.Id, SubscriptionReference = customer.Subscription, Status = InvoiceStatus.Open, Cause = "subscription_cycle",
                AmountRemaining = 5, AmountDue = 5, Currency = "jpy", IsSent = true, DueAt = now.AddDays(14), CreatedAt = now,
            });
            return Task.CompletedTask;
        });
        (await customer.StoredAsync()).ChangesAt.ShouldBe(now.AddDays(14));

        _clock.Advance(TimeSpan.FromDays(14.1));
        await node.Get<IDueRestrictions>().ApplyAsync("n1", Token);

        Of((await customer.ToldAsync(CustomerChannel.ChannelName)).ShouldHaveSingleItem().Payload, "kind").ShouldBe("payment_overdue");
    }

    [Fact]
    public async Task Reminders_OfTrialAndCard_AreToldOnceAndInTime()
    {
        var (node, customer) = await CustomerAsync();
        var now = await customer.NowAsync();
        await customer.ChangeAsync(async (context, _) =>
        {
            var card = (await context.BillingCustomers.FindAsync([customer.User.Id], Token))!;
            (card.CardLastFour, card.CardExpiresAt) = ("4242", now.AddDays(15));
        });
        await customer.ChangeSubscriptionAsync(s =>
            (s.Status, s.TrialEndsAt, s.CurrentPeriodStart, s.CurrentPeriodEnd) = (SubscriptionStatus.Trialing, now.AddDays(20), now.AddDays(-10), now.AddDays(20)));

        await RemindTwiceAsync(node);
        (await KeysAsync(customer, CustomerChannel.ChannelName)).ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromDays(7));
        await RemindTwiceAsync(node);
        (await KeysAsync(customer, CustomerChannel.ChannelName)).ShouldBe([$"card_expiring_{customer.User.Id}_{now.AddDays(15).ToUnixTimeMilliseconds()}"]);
        _clock.Advance(TimeSpan.FromDays(11));
        await RemindTwiceAsync(node);
        (await KeysAsync(customer, CustomerChannel.ChannelName)).ShouldBe(
        [
            $"card_expiring_{customer.User.Id}_{now.AddDays(15).ToUnixTimeMilliseconds()}", $"trial_ending_{customer.Subscription}_{now.AddDays(20).ToUnixTimeMilliseconds()}",
        ]);
    }

    [Fact]
    public async Task Scan_OfPaymentsInboxAndStatuses_CountsWhatIsThere()
    {
        var node = NodeOn(await SetUpAsync(), _ => { });
        var scan = node.Get<IBillingScan>();
        (await scan.MeasureInboxAsync(Token)).ShouldBe(new InboxState(0, null, 0));
        var (often, once) = (await NewCustomerAsync(node), await NewCustomerAsync(node));
        var now = await often.NowAsync();
        for (var i = 0; i < 4; i++)
        {
            await often.FailAsync(now.AddMinutes(-10 - i), name: $"{i}");
            await often.FailAsync(now.AddMinutes(-5 - i), attempt: 2, name: $"{i}");
        }

        await once.FailAsync(now.AddDays(-1));
        await often.ChangeInvoiceAsync(i => (i.Status, i.AmountRemaining, i.ClosedAt) = (InvoiceStatus.Paid, 0, now.AddMinutes(-1)), "0");
        await often.ChangeInvoiceAsync(i => (i.Status, i.AmountRemaining, i.ClosedAt) = (InvoiceStatus.Paid, 0, now.AddHours(-2)), "1");
        await once.ChangeSubscriptionAsync(s => (s.Status, s.ProviderStatus) = (SubscriptionStatus.Unknown, "hibernating"));
        await often.ChangeAsync((context, _) =>
        {
            foreach (var (state, minutes) in new[] { (WebhookState.Pending, 9), (WebhookState.Pending, 3), (WebhookState.Done, 60), (WebhookState.Dead, 90) })
            {
                context.WebhookEvents.Add(new WebhookEvent
                {
                    Endpoint = "stripe", Reference = $"evt_{minutes}", Type = "invoice.paid", WorkKey = "sub_1", State = state, OccurredAt = now, ReceivedAt = now.AddMinutes(-minutes), NextAttemptAt = now,
                });
            }

            return Task.CompletedTask;
        });

        (await scan.CountFailuresAsync(now.AddHours(-1), now, Token)).ShouldBe(8);
        (await scan.CountPaidAsync(now.AddHours(-1), now, Token)).ShouldBe(1);
        (await scan.FindRepeatedAsync(now.AddDays(-180), 2, 10, Token)).ShouldBe([(often.User.Id, 4)]);
        (await scan.FindRepeatedAsync(now.AddDays(-180), 1, 10, Token)).ShouldBe([(often.User.Id, 4), (once.User.Id, 1)]);
        (await scan.MeasureInboxAsync(Token)).ShouldBe(new InboxState(2, now.AddMinutes(-9), 1));
        (await scan.FindUnknownAsync(10, Token)).ShouldBe([(once.User.Id, "hibernating")]);
        (await scan.FindUnknownAsync(0, Token)).ShouldBeEmpty();
    }

    private static string? Of(string payload, string name) => System.Text.Json.JsonDocument.Parse(payload).RootElement.GetProperty("data").GetProperty(name).GetString();

    private static async Task RemindTwiceAsync(TestNode node)
    {
        await node.Get<IDueRestrictions>().RemindAsync(Token);
        await node.Get<IDueRestrictions>().RemindAsync(Token);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(PayingCustomer customer, string channel) => [.. (await customer.ToldAsync(channel)).Select(t => t.Key)];

    /// <summary>Noon of the clock's day.</summary>
    private DateTimeOffset Noon() => new(_clock.GetUtcNow().UtcDateTime.Date.AddHours(12), TimeSpan.Zero);

    private async Task<Action<Tollgate.Hosting.TollgateBuilder>> SetUpAsync()
    {
        var use = (await Host.CreateAsync()).ByTheNodesClock();
        await Keep(TestNode.Create(use, _clock)).Get<SetUp>().RunAsync(null, Token);
        return use;
    }

    private TestNode NodeOn(Action<Tollgate.Hosting.TollgateBuilder> use, Action<NoticeOptions> configure) => Keep(TestNode.Create(
        builder =>
        {
            use(builder);
            builder.Services.Configure(configure);
            builder.Services.AddSingleton<INotificationChannel, CustomerChannel>();
        },
        _clock));

    private async Task<(TestNode Node, PayingCustomer Customer)> CustomerAsync(bool isLive = true, Action<NoticeOptions>? configure = null)
    {
        var node = NodeOn((await Host.SharedAsync()).ByTheNodesClock(), configure ?? (_ => { }));
        return (node, await NewCustomerAsync(node, isLive));
    }

    private static async Task<PayingCustomer> NewCustomerAsync(TestNode node, bool isLive = true)
    {
        var user = (await AddUserAsync(node, "premium")).Account.User;
        var customer = new PayingCustomer(node, user, NewName("c")[2..]);
        await customer.LinkAsync(isLive);
        return customer;
    }
}
