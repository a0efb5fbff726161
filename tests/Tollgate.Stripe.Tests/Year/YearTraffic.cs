using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>What customers ask of the API: each request is decided, answered and recorded as the middleware does it.</summary>
internal sealed class YearTraffic(YearWorld world)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Requests of many customers at once, on all nodes.</summary>
    /// <param name="dying">The node that is killed before it answers; null for none.</param>
    public async Task AskAsync(int? dying = null)
    {
        var asked = new List<(YearCustomer Customer, int Node, long Cost, bool IsCharged)>();
        foreach (var customer in world.Customers.Where(c => world.Random.NextDouble() < c.Busyness))
        {
            for (var times = world.Random.Next(1, 4); times > 0; times--)
            {
                asked.Add((customer, world.Random.Next(world.Nodes.Count), world.Random.Next(1, 10), world.Random.Next(20) > 0));
            }
        }

        var held = await Task.WhenAll(asked.Select(a => a.Customer).Distinct().Select(FindAsync));
        var entitlements = held.ToDictionary(h => h.Customer, h => h.Entitlement);
        await Task.WhenAll(asked.Select(a => AskAsync(a.Customer, entitlements[a.Customer], world.Nodes[a.Node], a.Cost, a.IsCharged, a.Node == dying)));
    }

    /// <summary>One request of one customer.</summary>
    public async Task AskAsync(YearCustomer customer, long cost) =>
        await AskAsync(customer, (await FindAsync(customer)).Entitlement, world.First, cost, isCharged: true, dies: false);

    private static (long Start, long End) MonthOf(in Decision decision) => decision.Windows.Where(w => w.Window.Name == Window.Month.Name)
        .Select(w => (w.StartsAt.ToUnixTimeMilliseconds(), w.ResetsAt.ToUnixTimeMilliseconds())).FirstOrDefault();

    private async Task<(YearCustomer Customer, Entitlement Entitlement)> FindAsync(YearCustomer customer) =>
        (customer, (await world.First.Get<IEntitlementStore>().FindBySubjectAsync(customer.Subject, Token))!);

    private async Task AskAsync(YearCustomer customer, Entitlement entitlement, YearNode node, long cost, bool isCharged, bool dies)
    {
        var startedAt = world.Clock.GetTimestamp();
        var decision = await node.Get<IRateLimiter>().AcquireAsync(entitlement, null, cost, Token);
        if (dies)
        {
            node.Life.Kill(); // whoever waits for this node's answer gets none
            return;
        }

        if (decision.IsAdmitted)
        {
            node.Get<IRateLimiter>().Complete(decision, isCharged);
        }

        var charged = decision.IsAdmitted && isCharged ? decision.Cost : 0;
        var at = world.Clock.GetUtcNow();
        node.Get<IUsageRecorder>().Record(
            new UsageEvent
            {
                Sequence = decision.Sequence,
                Subject = customer.Subject,
                UserId = customer.Id,
                Plan = entitlement.Plan.Name,
                Endpoint = "/v1/things",
                Method = "GET",
                Status = !decision.IsAdmitted ? 429 : isCharged ? 200 : 500,
                Cost = cost,
                Charged = charged,
                Outcome = decision.Outcome,
            },
            startedAt);
        if (charged > 0)
        {
            lock (customer.Admitted)
            {
                customer.Admitted.Add((at.ToUnixTimeMilliseconds(), entitlement.Plan.Name, charged, MonthOf(decision)));
            }
        }
    }
}
