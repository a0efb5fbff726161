using System.Diagnostics.Metrics;

namespace Tollgate.Limiting;

/// <summary>What the stage counts, under the meter "Tollgate.Limiting". The warm path counts nothing: it stays free of shared counters.</summary>
internal static class LimitingMeter
{
    private static readonly Meter Meter = new("Tollgate.Limiting");

    /// <summary>Statements sent to the ledger.</summary>
    public static Counter<long> LedgerStatements { get; } = Meter.CreateCounter<long>(
        "tollgate.limiting.ledger_statements", "{statement}", "Statements sent to the ledger.");

    /// <summary>Statements whose outcome is unknown.</summary>
    public static Counter<long> LedgerFailures { get; } = Meter.CreateCounter<long>(
        "tollgate.limiting.ledger_failures", "{statement}", "Ledger statements that failed or whose reply never came.");

    /// <summary>Decisions that the failure policy took, by outcome.</summary>
    public static Counter<long> DegradedDecisions { get; } = Meter.CreateCounter<long>(
        "tollgate.limiting.degraded_decisions", "{decision}", "Decisions taken by the failure policy because the ledger did not answer.");
}
