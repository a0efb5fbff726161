namespace Tollgate.Billing.Metering;

/// <summary>Counts what a run sent; several customers are sent for at once.</summary>
internal sealed class SendCount
{
    private long _sent;
    private long _units;
    private int _failed;
    private int _unknown;
    private int _dropped;
    private int _takenBack;
    private int _troubles;

    /// <summary>Events that the provider has now.</summary>
    public long Sent => _sent;

    /// <summary>Their units.</summary>
    public long Units => _units;

    /// <summary>Events that a person has to look at.</summary>
    public int Failed => _failed;

    /// <summary>Events whose fate the provider's totals decide later.</summary>
    public int Unknown => _unknown;

    /// <summary>Events that were dropped and whose units are worked out anew.</summary>
    public int Dropped => _dropped;

    /// <summary>Events that were taken back.</summary>
    public int TakenBack => _takenBack;

    /// <summary>Calls that the provider did not answer, or put off.</summary>
    public int Troubles => Volatile.Read(ref _troubles);

    public void AddSent(long units)
    {
        Interlocked.Increment(ref _sent);
        Interlocked.Add(ref _units, units);
        MeteringMeters.Count("sent");
    }

    public void AddFailed()
    {
        Interlocked.Increment(ref _failed);
        MeteringMeters.Count("failed");
    }

    public void AddUnknown()
    {
        Interlocked.Increment(ref _unknown);
        MeteringMeters.Count("unknown");
    }

    public void AddDropped()
    {
        Interlocked.Increment(ref _dropped);
        MeteringMeters.Count("dropped");
    }

    public void AddTakenBack(bool isDone)
    {
        if (isDone)
        {
            Interlocked.Increment(ref _takenBack);
        }

        MeteringMeters.Count(isDone ? "taken_back" : "not_taken_back");
    }

    public void AddTrouble()
    {
        Interlocked.Increment(ref _troubles);
        MeteringMeters.Count("put_off");
    }
}
