using Microsoft.EntityFrameworkCore;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>A customer with a subscription that is billed by usage, and what was recorded of it.</summary>
public sealed class MeteredUser
{
    private static long s_sequence;
    private readonly TestNode _node;

    private MeteredUser(TestNode node, long id, string name) => (_node, Id, Name) = (node, id, name);

    public long Id { get; }

    public string Name { get; }

    public string Customer => $"cus_{Name}";

    public string Reference => $"sub_{Name}";

    /// <summary>What was recorded: hour, plan, units.</summary>
    public List<(DateTimeOffset At, string Plan, long Units)> Recorded { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Adds plans that are billed by usage.</summary>
    public static Task SavePlansAsync(TestNode node, params Plan[] plans) => node.Get<IPlanStore>().SaveAsync(plans, [], Token);

    public static Plan PlanOf(string name, long included, string meter = "api_units") => new()
    {
        Name = name,
        Limits = [new WindowLimit(Window.Month, included)],
        IsPerSeat = true,
        Overage = new Overage { Meter = meter, UnitAmount = 0.2m, Currency = "usd" },
    };

    public static async Task<MeteredUser> AddAsync(TestNode node, string name, string plan, DateTimeOffset start, DateTimeOffset end, long seats = 1)
    {
        var added = await node.Get<AddUser>().RunAsync(name, null, false, Token);
        var user = new MeteredUser(node, added.Account.User.Id, name);
        await using (var context = await StoredRows.OpenAsync(node))
        {
            context.BillingCustomers.Add(new BillingCustomer { UserId = user.Id, Reference = user.Customer, IsLive = false, CreatedAt = start });
            await context.SaveChangesAsync(Token);
        }

        await user.ChangeAsync(plan, start, end, seats);
        return user;
    }

    /// <summary>What a look at the provider does: writes the subscription, and then its segments.</summary>
    public async Task ChangeAsync(string plan, DateTimeOffset start, DateTimeOffset? end, long seats = 1, Action<Subscription>? change = null)
    {
        var stored = await _node.Get<IPlanStore>().FindAsync(plan, null, Token);
        await using var context = await StoredRows.OpenAsync(_node);
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        var subscription = await context.Subscriptions.SingleAsync(s => s.UserId == Id, Token);
        subscription.Reference = Reference;
        (subscription.PlanName, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, subscription.Quantity) = (plan, start, end, seats);
        change?.Invoke(subscription);
        await context.SaveChangesAsync(Token);
        await _node.Get<SegmentWriter>().ApplyAsync(context, subscription, stored!.Plan, Token);
        await transaction.CommitAsync(Token);
    }

    /// <summary>Takes the customer and subscription that a provider has made in place of our own names.</summary>
    public async Task LinkAsync(string customer, string subscription)
    {
        await using var context = await StoredRows.OpenAsync(_node);
        await context.BillingCustomers.Where(c => c.UserId == Id).ExecuteUpdateAsync(c => c.SetProperty(r => r.Reference, customer), Token);
        await context.Subscriptions.Where(s => s.UserId == Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Reference, subscription), Token);
        await context.BillingSegments.Where(s => s.UserId == Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.SubscriptionReference, subscription), Token);
    }

    /// <summary>Records requests, which may have happened long ago.</summary>
    public async Task UseAsync(string plan, params (DateTimeOffset At, long Units)[] usage)
    {
        var events = usage.Select(u => Events.Served("metering", Interlocked.Increment(ref s_sequence), u.At) with
        {
            Subject = User.SubjectOf(Id),
            UserId = Id,
            Plan = plan,
            Cost = u.Units,
            Charged = u.Units,
        }).ToList();
        await _node.Get<IUsageStore>().AddAsync(events, Token);
        Recorded.AddRange(usage.Select(u => (u.At, plan, u.Units)));
    }

    public async Task<List<BillingSegment>> SegmentsAsync()
    {
        await using var context = await StoredRows.OpenAsync(_node);
        return await context.BillingSegments.AsNoTracking().Where(s => s.UserId == Id).OrderBy(s => s.PeriodStart).ThenBy(s => s.Id).ToListAsync(Token);
    }

    public async Task<List<MeterEvent>> EventsAsync()
    {
        await using var context = await StoredRows.OpenAsync(_node);
        return [.. (await context.MeterEvents.AsNoTracking().Where(e => e.UserId == Id).ToListAsync(Token)).OrderBy(e => e.SegmentId).ThenBy(e => e.Identifier.Length).ThenBy(e => e.Identifier)];
    }
}
