using CsCheck;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Whatever happens to a customer, no order of its events, no repetition and no delay changes how it ends.</summary>
public abstract class WebhookOrderSuite(IStoreHost host) : StoreSuite(host)
{
    private const int Histories = 25;
    private static readonly string[] Prices = ["price_pro", "price_team"];

    [Fact]
    public async Task History_InAnyOrderWithRepetitions_EndsTheSame()
    {
        var node = await BillingNode.CreateAsync(await Host.CreateAsync(), null);
        Keep(node.Node);

        await Gen.Int[0, int.MaxValue - 1].SampleAsync(
            async seed =>
            {
                var inOrder = await RunAsync(node, seed, isShuffled: false);
                var shuffled = await RunAsync(node, seed, isShuffled: true);
                return inOrder == shuffled ? true : throw new InvalidOperationException($"seed {seed}\nin order\n{inOrder}\nshuffled\n{shuffled}");
            },
            iter: Histories,
            threads: 1);
    }

    private static async Task<string> RunAsync(BillingNode node, int seed, bool isShuffled)
    {
        var (history, delivery) = (new Random(seed), new Random(seed ^ 0x5bd1e995));
        var name = NewName("u");
        var user = await node.AddUserAsync(name);
        var customer = new CustomerHistory(node.Account, name, user, history);
        var waiting = new List<ProviderEvent>();
        for (var step = history.Next(4, 14); step >= 0; step--)
        {
            waiting.AddRange(customer.Step());
            if (!isShuffled)
            {
                await node.TakeAsync([.. waiting]);
                waiting.Clear();
            }
            else if (delivery.Next(3) == 0)
            {
                var some = waiting.Where(_ => delivery.Next(2) == 0).ToArray();
                delivery.Shuffle(some);
                await node.TakeAsync(some); // they stay in the list, and come once more at the end
            }
        }

        var rest = waiting.Concat(waiting.Where(_ => delivery.Next(3) == 0)).ToArray();
        delivery.Shuffle(rest);
        await node.TakeAsync(rest);
        customer.Events.ShouldNotBeEmpty();
        return Normal(await node.StateAsync(user, name), customer.Events[0].OccurredAt!.Value);
    }

    /// <summary>Events of two runs have different times; they are compared from each run's first.</summary>
    private static string Normal(string state, DateTimeOffset first)
    {
        var offset = (long)(first - ScriptedAccount.Start).TotalSeconds;
        return string.Join('\n', state.Split('\n').Select(line => string.Join(' ', line.Split(' ').Select((word, i) =>
            i >= 3 && line.StartsWith("in_", StringComparison.Ordinal) && long.TryParse(word, out var seconds) && (line.Contains("attempt", StringComparison.Ordinal) || i == 4)
                ? $"{seconds - offset}"
                : word))));
    }

    /// <summary>What may happen to a customer who has a subscription, and the events that the provider tells about it.</summary>
    private sealed class CustomerHistory(ScriptedAccount account, string name, long user, Random random)
    {
        private ProviderSubscription? _subscription;
        private ProviderInvoice? _invoice;
        private int _invoices;

        public List<ProviderEvent> Events { get; } = [];

        public IReadOnlyList<ProviderEvent> Step()
        {
            var from = Events.Count;
            if (_subscription is null)
            {
                account.Customers[$"cus_{name}"] = new ProviderCustomer($"cus_{name}", false, null, null, null, false, null);
                Set(ScriptedAccount.NewSubscription(name, user), "customer.subscription.created");
                Bill();
                return Events[from..];
            }

            switch (random.Next(9))
            {
                case 0 or 1 when _subscription.Status != SubscriptionStatus.Canceled:
                    Renew();
                    break;
                case 2 or 3 when _invoice is { Status: InvoiceStatus.Open }:
                    Fail();
                    break;
                case 4 or 5 when _invoice is { Status: InvoiceStatus.Open }:
                    Close(InvoiceStatus.Paid, "invoice.paid");
                    break;
                case 6 when _invoice is { Status: InvoiceStatus.Open }:
                    Close(InvoiceStatus.Void, "invoice.voided");
                    break;
                case 7:
                    ChangeCard();
                    break;
                case 8 when random.Next(3) == 0 && _subscription.Status != SubscriptionStatus.Canceled:
                    Set(
                        _subscription with { Status = SubscriptionStatus.Canceled, ProviderStatus = "canceled", EndedAt = _subscription.Items[0].PeriodStart!.Value.AddDays(5), EndedByFailure = _subscription.Status == SubscriptionStatus.PastDue },
                        "customer.subscription.deleted");
                    break;
                default:
                    Change();
                    break;
            }

            return Events[from..];
        }

        private void Set(ProviderSubscription subscription, string type)
        {
            _subscription = account.Set(subscription);
            Events.Add(account.TellOf(subscription, type));
        }

        private void SetStatus(SubscriptionStatus status, string word)
        {
            if (_subscription!.Status != status && _subscription.Status != SubscriptionStatus.Canceled)
            {
                Set(_subscription with { Status = status, ProviderStatus = word }, "customer.subscription.updated");
            }
        }

        private void Renew()
        {
            var item = _subscription!.Items[0];
            Set(_subscription with { Items = [item with { PeriodStart = item.PeriodEnd, PeriodEnd = item.PeriodEnd!.Value.AddMonths(1) }] }, "customer.subscription.updated");
            Bill();
        }

        private void Bill()
        {
            _invoice = new ProviderInvoice
            {
                Reference = $"in_{name}_{++_invoices}",
                CustomerReference = $"cus_{name}",
                SubscriptionReference = _subscription!.Reference,
                Status = InvoiceStatus.Open,
                AmountDue = 1900,
                AmountRemaining = 1900,
                Currency = "usd",
                CreatedAt = _subscription.Items[0].PeriodStart!.Value,
            };
            Tell("invoice.finalized");
        }

        private void Fail()
        {
            _invoice = _invoice! with { Attempts = _invoice.Attempts + 1, DeclineCode = "insufficient_funds", IsActionRequired = random.Next(3) == 0 };
            Tell("invoice.payment_failed");
            if (_invoice.IsActionRequired == true)
            {
                Tell("invoice.payment_action_required");
            }

            SetStatus(SubscriptionStatus.PastDue, "past_due");
        }

        private void Close(InvoiceStatus status, string type)
        {
            _invoice = _invoice! with { Status = status, AmountRemaining = 0, IsActionRequired = null, DeclineCode = null, ClosedAt = _invoice.CreatedAt.AddDays(1) };
            Tell(type);
            SetStatus(SubscriptionStatus.Active, "active");
        }

        private void Change()
        {
            if (_subscription!.Status == SubscriptionStatus.Canceled)
            {
                ChangeCard();
                return;
            }

            var item = _subscription.Items[0];
            Set(
                _subscription with
                {
                    Items = [item with { PriceReference = Prices[random.Next(2)], Quantity = random.Next(1, 5) }],
                    CancelsAt = random.Next(2) == 0 ? item.PeriodEnd : null,
                },
                "customer.subscription.updated");
        }

        private void ChangeCard()
        {
            account.Customers[$"cus_{name}"] = account.Customers[$"cus_{name}"] with { CardLastFour = $"{random.Next(1000, 9999)}", Email = $"{random.Next(9)}@example.com" };
            Events.Add(account.Tell("customer.updated", ProviderEventKind.Customer, $"cus_{name}", null, $"cus_{name}"));
        }

        private void Tell(string type)
        {
            account.Invoices[_invoice!.Reference] = _invoice;
            Events.Add(account.Tell(type, ProviderEventKind.Invoice, _invoice.Reference));
        }
    }
}
