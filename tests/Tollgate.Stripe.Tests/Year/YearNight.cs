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
        var invoices = world.Account.Server.All("invoice");
        var owing = invoices.Where(i => i["status"]!.ToString() is "open" or "uncollectible" && i["amount_remaining"]!.GetValue<long>() > 0)
            .Select(i => i["customer"]!.ToString()).ToHashSet();
        var charges = world.Account.Server.All("charge").ToDictionary(YearAccount.IdOf, c => c["customer"]?.ToString());
        var disputing = world.Account.Server.All("dispute").Where(d => d["status"]!.ToString() is not ("won" or "lost")).Select(d => charges[d["charge"]!.ToString()]).ToHashSet();
        foreach (var subscription in world.Account.Server.All("subscription"))
        {
            var id = YearAccount.IdOf(subscription);
            var customer = subscription["customer"]!.ToString();
            var where = $"{Where} subscription {id} of {customer}";
            stored.ShouldContainKey(id, where);
            var own = stored[id];
            own.ProviderStatus.ShouldBe(subscription["status"]!.ToString(), where);
            if (!owing.Contains(customer) && !disputing.Contains(customer))
            {
                own.Restriction.ShouldBe(RestrictionLevel.None, $"{where}: nothing is owed");
            }
        }

        await CheckLedgerAsync();
    }

    private string Where => $"seed {world.Options.Seed}, day {day}:";

    /// <summary>The ledger has counted at least what was admitted, in the day and the month that it holds.</summary>
    private async Task CheckLedgerAsync()
    {
        var rows = await world.First.Get<IQuotaScan>().FindAsync([.. world.Customers.Select(c => c.Subject)], Token);
        foreach (var row in rows.Where(r => r.Scope == PlanScope.All && r.Month.End > 0))
        {
            var customer = world.Customers.Single(c => c.Subject == row.Subject);
            var admitted = customer.Admitted.Where(a => a.At >= row.Month.Start && a.At < row.Month.End).Sum(a => a.Units);
            row.MonthUsed.ShouldBeGreaterThanOrEqualTo(admitted, $"{Where} {customer.Subject} was admitted {admitted} units in the month, and the ledger counts {row.MonthUsed}");
        }
    }
}
