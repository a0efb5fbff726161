using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>A node with an inbox and a scripted account, on a database with a few plans that are sold.</summary>
internal sealed class BillingNode
{
    private BillingNode(TestNode node, ScriptedAccount account) => (Node, Account) = (node, account);

    public TestNode Node { get; }

    public ScriptedAccount Account { get; }

    public IWebhookInbox Inbox => Node.Get<IWebhookInbox>();

    public IBillingStore Store => Node.Get<IBillingStore>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BillingNode> CreateAsync(Action<TollgateBuilder> use, TimeProvider? clock, bool isFirst = true, ScriptedAccount? account = null)
    {
        account ??= new ScriptedAccount();
        var node = TestNode.Create(
            builder =>
            {
                use(builder);
                builder.Services.AddSingleton<IPaymentProvider>(account);
                builder.Services.AddTollgateInbox();
                builder.Services.Configure<CreditOptions>(o => o.CreditPacks["price_pack"] = 500);
            },
            clock);
        if (isFirst)
        {
            await node.Get<SetUp>().RunAsync(null, Token);
            await SavePlansAsync(node, PlanOf("pro", "price_pro"), PlanOf("team", "price_team"));
        }

        return new BillingNode(node, account);
    }

    public static Plan PlanOf(string name, string price) => new() { Name = name, Limits = [new WindowLimit(Window.Month, 1000)], PriceReference = price };

    public static Task SavePlansAsync(TestNode node, params Plan[] plans) => node.Get<IPlanStore>().SaveAsync(plans, [], Token);

    public async Task<long> AddUserAsync(string name) => (await Node.Get<AddUser>().RunAsync(name, null, false, Token)).Account.User.Id;

    /// <summary>Takes events in and works everything off that is due.</summary>
    public async Task TakeAsync(params ProviderEvent[] events)
    {
        foreach (var told in events)
        {
            await Node.Get<WebhookIntake>().TakeAsync(told, Token);
        }

        await WorkAsync();
    }

    public Task<int> WorkAsync() => Node.Get<WebhookProcessor>().RunAsync(Token);

    public async Task<WebhookEvent> StateOfAsync(ProviderEvent told) => (await Inbox.FindAsync(told.Reference, Token))!;

    public async Task<Subscription?> SubscriptionAsync(string reference)
    {
        await using var context = await StoredRows.OpenAsync(Node);
        return await context.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Reference == reference, Token);
    }

    public async Task<Invoice?> InvoiceAsync(string reference)
    {
        await using var context = await StoredRows.OpenAsync(Node);
        return await context.Invoices.AsNoTracking().SingleOrDefaultAsync(i => i.Reference == reference, Token);
    }

    public async Task<string> PlanOfAsync(long userId) => (await Node.Get<IEntitlementStore>().FindBySubjectAsync(User.SubjectOf(userId), Token))!.Plan.Name;

    /// <summary>Everything that is known of a user, as text without the parts that name the user.</summary>
    public async Task<string> StateAsync(long userId, string name)
    {
        await using var context = await StoredRows.OpenAsync(Node);
        var subscriptions = await context.Subscriptions.AsNoTracking().Where(s => s.UserId == userId && s.Reference != null).OrderBy(s => s.Reference).ToListAsync(Token);
        var invoices = await context.Invoices.AsNoTracking().Where(i => i.UserId == userId && i.Status != InvoiceStatus.Draft).OrderBy(i => i.Reference).ToListAsync(Token);
        var failures = await context.PaymentFailures.AsNoTracking().Where(f => f.UserId == userId).OrderBy(f => f.InvoiceReference).ThenBy(f => f.Attempt).ToListAsync(Token);
        var disputes = await context.Disputes.AsNoTracking().Where(d => d.UserId == userId).OrderBy(d => d.Reference).ToListAsync(Token);
        var customer = await context.BillingCustomers.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == userId, Token);
        string[] lines =
        [
            $"customer {customer?.Reference} {customer?.Email} {customer?.CardLastFour} {customer?.IsDeleted}",
            .. subscriptions.Select(s => $"{s.Reference} {s.PlanName} {s.Quantity} {s.ProviderStatus} {s.CurrentPeriodStart:u} {s.CurrentPeriodEnd:u} {s.CancelsAt:u} {s.EndedAt:u} {s.EndedByFailure} {s.IsProvisional} {s.Restriction}"),
            .. invoices.Select(i => $"{i.Reference} {i.Status} {i.AmountRemaining}/{i.AmountDue} {i.Attempts} {Seconds(i.FirstFailedAt)} {i.IsActionRequired} {i.SubscriptionReference}"),
            .. failures.Select(f => $"{f.InvoiceReference} attempt {f.Attempt} {Seconds(f.FailedAt)}"),
            .. disputes.Select(d => $"{d.Reference} {d.Status} {d.ClosedAt is null}"),
        ];
        return string.Join('\n', lines).Replace(name, "NAME", StringComparison.Ordinal);
    }

    private static string Seconds(DateTimeOffset? time) => time is null ? "never" : $"{(time.Value - ScriptedAccount.Start).TotalSeconds:0}";
}
