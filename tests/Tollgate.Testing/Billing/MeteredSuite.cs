using Microsoft.Extensions.DependencyInjection;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;

namespace Tollgate.Testing.Billing;

/// <summary>What the suites of metered billing share: a provider in memory, a clock, a customer in his first period.</summary>
public abstract class MeteredSuite(IStoreHost host) : StoreSuite(host)
{
    /// <summary>Start of the first period, at an odd second.</summary>
    protected static readonly DateTimeOffset Start = new(2026, 3, 10, 8, 23, 17, TimeSpan.Zero);

    /// <summary>End of the first period.</summary>
    protected static readonly DateTimeOffset End = Start.AddMonths(1);

    protected MovableClock Clock { get; } = new();

    protected MeteringProvider Provider => field ??= new MeteringProvider(Clock);

    protected static DateTimeOffset HourOf(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private protected async Task SyncAsync(TestNode node, MeteredUser user, DateTimeOffset at)
    {
        Clock.Advance(at - Clock.GetUtcNow());
        await node.Get<SumUsage>().RunAsync(null, Token);
        await RunAsync(node, user);
    }

    private protected static Task<MeteringReport> RunAsync(TestNode node, MeteredUser user) =>
        node.Get<SyncMetering>().RunAsync(new MeteringScan { UserId = user.Id, LooksBack = true }, null, Token);

    private protected async Task<(TestNode Node, MeteredUser User, Action<TollgateBuilder> Use)> SubscribedAsync(
        long included, DateTimeOffset? end = null, string plan = "overage", bool overage = true, Action<Subscription>? change = null)
    {
        Clock.Advance(Start - Clock.GetUtcNow());
        var shared = (await Host.SharedAsync()).ByTheNodesClock();
        Action<TollgateBuilder> use = builder =>
        {
            shared(builder);
            builder.Services.AddSingleton<IPaymentProvider>(Provider);
            builder.Services.Configure<MeteringOptions>(o => o.EventsPerSecond = 1_000);
        };
        var node = Keep(TestNode.Create(use, Clock));
        var definition = MeteredUser.PlanOf(plan, included);
        await MeteredUser.SavePlansAsync(node, overage ? definition : definition with { Overage = null });
        var user = await MeteredUser.AddAsync(node, NewName("metered"), plan, Start, end ?? End);
        if (change is not null)
        {
            await using var context = await StoredRows.OpenAsync(node);
            context.BillingSegments.RemoveRange(context.BillingSegments.Where(s => s.UserId == user.Id));
            await context.SaveChangesAsync(Token);
            await user.ChangeAsync(plan, Start, end ?? End, change: change);
        }

        return (node, user, use);
    }
}
