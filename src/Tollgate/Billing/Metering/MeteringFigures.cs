namespace Tollgate.Billing.Metering;

/// <summary>How the outbox of meter events stands.</summary>
/// <param name="Counts">Events by state; what is not there is zero. Of those that were sent only the ones of the last 35 days.</param>
/// <param name="OldestWaiting">When the oldest event was worked out that is neither sent nor given up; null when none waits.</param>
/// <param name="Units">Units of events that wait.</param>
public sealed record MeteringFigures(IReadOnlyDictionary<MeterEventState, long> Counts, DateTimeOffset? OldestWaiting, long Units)
{
    /// <summary>Events that are neither sent nor given up.</summary>
    public long Waiting => CountOf(MeterEventState.Pending) + CountOf(MeterEventState.Unknown) + CountOf(MeterEventState.Canceling) + CountOf(MeterEventState.Waiving);

    /// <summary>Events in a state.</summary>
    public long CountOf(MeterEventState state) => Counts.GetValueOrDefault(state);
}
