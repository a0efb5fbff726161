using System.Diagnostics.Metrics;
using Tollgate.Entitling;

namespace Tollgate.Billing;

/// <summary>Gauges of what customers owe and have left, in the meter <c>Tollgate.Billing</c>.</summary>
internal static class StandingMeter
{
    private static readonly Meter Meter = new("Tollgate.Billing");

    private static readonly Gauge<long> Restrictions = Meter.CreateGauge<long>(
        "tollgate.billing.restrictions", "{subscription}", "Subscriptions under a restriction, by level: warning, limited, suspended.");

    private static readonly Gauge<long> CreditsLeft = Meter.CreateGauge<long>(
        "tollgate.billing.credits.left", "{unit}", "Prepaid units that all customers together have left.");

    private static readonly Gauge<long> CreditCustomers = Meter.CreateGauge<long>(
        "tollgate.billing.credits.customers", "{customer}", "Customers who were granted credits, by what is left of them: some, none.");

    /// <summary>Takes what was read.</summary>
    public static void Record(BillingFigures figures)
    {
        foreach (var (level, word) in (ReadOnlySpan<(RestrictionLevel, string)>)[
            (RestrictionLevel.Warning, "warning"), (RestrictionLevel.Limited, "limited"), (RestrictionLevel.Suspended, "suspended")])
        {
            Restrictions.Record(figures.Restricted.GetValueOrDefault(level), Tag("level", word));
        }

        CreditsLeft.Record(figures.CreditsLeft);
        CreditCustomers.Record(figures.WithCredits, Tag("left", "some"));
        CreditCustomers.Record(figures.WithoutCredits, Tag("left", "none"));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
