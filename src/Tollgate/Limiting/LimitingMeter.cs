using System.Diagnostics.Metrics;

namespace Tollgate.Limiting;

/// <summary>What the stage counts, under the meter "Tollgate.Limiting". The warm path counts nothing: it stays free of shared counters.</summary>
internal static class LimitingMeter
{
    private static readonly Meter Meter = new("Tollgate.Limiting");

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    /// <summary>Statements sent to the ledger.</summary>
    public static Counter<long> LedgerStatements { get; } = Meter.CreateCounter<long>(
        "tollgate.limiting.ledger_statements", "{statement}", "Statements sent to the ledger.");

    /// <summary>Statements whose outcome is unknown.</summary>
    public static Counter<long> LedgerFailures { get; } = Meter.CreateCounter<long>(
        "tollgate.limiting.ledger_failures", "{statement}", "Ledger statements that failed or whose reply never came.");

    /// <summary>How long statements took, failed ones too.</summary>
    public static Histogram<double> LedgerDuration { get; } = Meter.CreateHistogram(
        "tollgate.limiting.ledger_statement.duration", "s", "How long a ledger statement took.", null, Seconds);

    /// <summary>How long decisions waited that units on lease did not suffice for, by the tag <c>result</c>.</summary>
    public static Histogram<double> DecisionWait { get; } = Meter.CreateHistogram(
        "tollgate.limiting.decision_wait.duration", "s", "How long a decision waited for the ledger.", null, Seconds);

    /// <summary>Decisions that the failure policy took, by outcome.</summary>
    public static Counter<long> DegradedDecisions { get; } = Meter.CreateCounter<long>(
        "tollgate.limiting.degraded_decisions", "{decision}", "Decisions taken by the failure policy because the ledger did not answer.");

    /// <summary>1 while the ledger answers, 0 while the failure policy decides.</summary>
    public static Gauge<int> LedgerAvailable { get; } = Meter.CreateGauge<int>(
        "tollgate.limiting.ledger_available", "1", "1 while the ledger answers, 0 while the failure policy decides.");

    /// <summary>Subjects and scopes in memory.</summary>
    public static Gauge<int> Quotas { get; } = Meter.CreateGauge<int>(
        "tollgate.limiting.quotas", "{quota}", "Subjects and scopes that this node has in memory.");

    /// <summary>Leases in memory.</summary>
    public static Gauge<int> Leases { get; } = Meter.CreateGauge<int>(
        "tollgate.limiting.leases", "{lease}", "Leases that this node holds.");

    /// <summary>Units on them.</summary>
    public static Gauge<double> LeasedUnits { get; } = Meter.CreateGauge<double>(
        "tollgate.limiting.leased_units", "{unit}", "Units on lease to this node and not yet spent.");

    /// <summary>Nodes alive.</summary>
    public static Gauge<int> Nodes { get; } = Meter.CreateGauge<int>(
        "tollgate.limiting.nodes", "{node}", "Nodes alive on this database, this one included, as this node last heard.");

    /// <summary>Database clock minus the node's.</summary>
    public static Gauge<double> ClockOffset { get; } = Meter.CreateGauge<double>(
        "tollgate.limiting.clock_offset", "s", "The database's clock minus this node's; windows follow the database's.");

    /// <summary>Counters begin at zero instead of missing, so that their first increase is seen as one.</summary>
    public static void StartAtZero()
    {
        LedgerStatements.Add(0);
        LedgerFailures.Add(0);
        DegradedDecisions.Add(0, new KeyValuePair<string, object?>("outcome", "admitted"));
        DegradedDecisions.Add(0, new KeyValuePair<string, object?>("outcome", "refused"));
    }
}
