namespace Tollgate.Limiting;

/// <summary>What only some subjects need of their <see cref="Quota"/>, made when it is first needed: most subjects ask now and then, and never need it.</summary>
internal sealed class QuotaAside
{
    private InFlight? _inFlight;
    private LocalShare? _local;

    /// <summary>Requests in flight on this node.</summary>
    public InFlight InFlight => _inFlight ?? LazyInitializer.EnsureInitialized(ref _inFlight);

    /// <summary>Whether there are any.</summary>
    public bool IsBusy => _inFlight is { Count: > 0 };

    /// <summary>What this node admits on its own while the ledger is away.</summary>
    public LocalShare Local => _local ?? LazyInitializer.EnsureInitialized(ref _local);

    /// <summary>Units that are to be handed back, oldest first; null when there are none.</summary>
    public List<HandBack>? Backs { get; set; }

    /// <summary>Stale replies in a row.</summary>
    public int StaleReplies { get; set; }
}
