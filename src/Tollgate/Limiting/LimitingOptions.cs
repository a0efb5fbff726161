namespace Tollgate.Limiting;

/// <summary>How units are leased and what happens without the database; bound from <c>Tollgate:Limiting</c>.</summary>
public sealed class LimitingOptions
{
    /// <summary>How long units may stay on lease unspent: 50 ms to 30 s, default 1 s. Shorter returns idle units sooner, longer asks less often.</summary>
    public TimeSpan LeaseTtl { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long they may stay while a subject is far from its limits: up to 1 minute, default 10 s. It holds while all nodes together keep at
    /// most one in a hundred of the units left; a busy subject then asks once in about this time. As long as <see cref="LeaseTtl"/>, or
    /// shorter, turns it off.
    /// </summary>
    public TimeSpan LongLeaseTtl { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How much of a subject's measured traffic one lease should cover: 10 ms to 10 s, default 1 s.
    /// Shorter asks more often, longer leaves more units unused when a node dies.
    /// </summary>
    public TimeSpan LeaseHorizon { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most units of one lease, beyond what waiting requests need. Default 1,000,000.</summary>
    public long MaxLease { get; set; } = 1_000_000;

    /// <summary>How long a request waits for the ledger before the failure policy decides: 1 ms to 1 minute, default 100 ms.</summary>
    public TimeSpan DecisionTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How soon a subject that is out of quota is looked up again, per node: 100 ms to 1 minute, default 1 s.</summary>
    public TimeSpan DeniedProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Ledger statements in flight per node: 1 to 16, default 2. SQLite uses one.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>Subjects in one ledger statement at most: 1 to 1,000, default 500. More spare commits when many ask at once, and hold locks longer.</summary>
    public int MaxBatch { get; set; } = 500;

    /// <summary>How long a subject without traffic stays in memory: 1 s to 1 day, default 30 s.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Subjects in memory at which anonymous callers begin to share coarser address buckets. Default 200,000.</summary>
    public int MaxSubjects { get; set; } = 200_000;

    /// <summary>When the ledger can't be asked: limits with a day, month or other window longer than an hour. Default fail closed.</summary>
    public LedgerFailurePolicy OnQuotaFailure { get; set; } = LedgerFailurePolicy.FailClosed;

    /// <summary>When the ledger can't be asked: limits of at most an hour only. Default this node's share.</summary>
    public LedgerFailurePolicy OnRateFailure { get; set; } = LedgerFailurePolicy.FailLocal;

    /// <summary>When the ledger can't be asked: anonymous callers. Default this node's share.</summary>
    public LedgerFailurePolicy OnAnonymousFailure { get; set; } = LedgerFailurePolicy.FailLocal;
}
