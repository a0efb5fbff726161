using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>What must hold each night, after Stripe was asked for everything.</summary>
internal sealed class YearNight(YearWorld world, int day)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task CheckAsync()
    {
        await using var context = await world.First.Get<IDbContextFactory<TollgateDbContext>>().CreateDbContextAsync(Token);
        var stored = await context.Subscriptions.AsNoTracking().Where(s => s.Reference != null).ToDictionaryAsync(s => s.Reference!, Token);
        foreach (var subscription in world.Account.Server.All("subscription"))
        {
            var id = YearAccount.IdOf(subscription);
            stored.ShouldContainKey(id, Where);
            stored[id].ProviderStatus.ShouldBe(subscription["status"]!.ToString(), $"{Where} subscription {id} of user_{stored[id].UserId}");
        }

        var restricted = stored.Values.Where(s => s.Restriction > RestrictionLevel.None).ToList();
        if (restricted.Count > 0)
        {
            CheckRestricted(restricted);
        }

        await CheckLedgerAsync();
    }

    /// <summary>Nobody is restricted in any way to whom no open invoice and no open dispute belongs; who has paid is one of them.</summary>
    private void CheckRestricted(List<Subscription> restricted)
    {
        var owing = world.Account.Server.All("invoice").Where(i => i["status"]!.ToString() is "open" or "uncollectible").Select(i => i["customer"]!.ToString()).ToHashSet();
        var charges = world.Account.Server.All("charge").ToDictionary(YearAccount.IdOf, c => c["customer"]!.ToString());
        var disputing = world.Account.Server.All("dispute").Where(d => d["status"]!.ToString() is not ("won" or "lost")).Select(d => charges[d["charge"]!.ToString()]).ToHashSet();
        foreach (var subscription in restricted)
        {
            var customer = world.Customers.Single(c => c.Id == subscription.UserId).Reference!;
            (owing.Contains(customer) || disputing.Contains(customer)).ShouldBeTrue(
                $"{Where} {subscription.Reference} of user_{subscription.UserId} is {subscription.Restriction} ({subscription.RestrictionReason}), but nothing is owed or disputed");
        }
    }

    private string Where => $"seed {world.Options.Seed}, day {day}:";

    /// <summary>The ledger has counted at least what was admitted since the month began that it holds; a change of plan may begin another one.</summary>
    private async Task CheckLedgerAsync()
    {
        var rows = await world.First.Get<IQuotaScan>().FindAsync([.. world.Customers.Select(c => c.Subject)], Token);
        foreach (var row in rows.Where(r => r.Scope == PlanScope.All && r.Month.End > 0))
        {
            var customer = world.Customers.Single(c => c.Subject == row.Subject);
            var admitted = customer.Admitted.AsEnumerable().Reverse().TakeWhile(a => a.Month == (row.Month.Start, row.Month.End)).Sum(a => a.Units);
            row.MonthUsed.ShouldBeGreaterThanOrEqualTo(admitted, $"{Where} {customer.Subject} was admitted {admitted} units in the month, and the ledger counts {row.MonthUsed}");
        }
    }
}
