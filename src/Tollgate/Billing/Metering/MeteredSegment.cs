namespace Tollgate.Billing.Metering;

/// <summary>A segment with what is known of it at one moment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Usage">Units in its hours that are over and summed; 0 where it was not asked for.</param>
/// <param name="HasUnsummed">Whether hours of it that are over have usage that is not summed: then <paramref name="Usage"/> may only be too low.</param>
/// <param name="Events">All events of its usage, the oldest first, wherever in time they count.</param>
internal sealed record MeteredSegment(BillingSegment Segment, long Usage, bool HasUnsummed, IReadOnlyList<MeterEvent> Events)
{
    /// <summary>The hours that <see cref="Usage"/> is about.</summary>
    public IReadOnlyList<HourRange> Hours { get; init; } = [];

    /// <summary>Units in hours that are not over, as far as they are summed; 0 unless events were made since those began, which may cover them.</summary>
    public long Running { get; init; }

    /// <summary>Units to be billed: beyond what is included.</summary>
    public long Target => Math.Max(0, Usage - Segment.Included);

    /// <summary>Units that may be billed by now: a flush bills the running hour before it is over.</summary>
    public long Most => Math.Max(0, checked(Usage + Running) - Segment.Included);

    /// <summary>Units that were dealt with: sent, on the way, refused and waiting for a person, or waived by one.</summary>
    public long Covered => Sum(e => e.State != MeterEventState.Canceled);

    /// <summary>Units that the provider bills or may bill.</summary>
    public long Billed => Sum(e => e.State is MeterEventState.Pending or MeterEventState.Sent or MeterEventState.Unknown or MeterEventState.Canceling);

    /// <summary>Units that a person decided not to bill.</summary>
    public long Waived => Sum(e => e.State is MeterEventState.Waiving or MeterEventState.Waived);

    /// <summary>Units that the provider has confirmed.</summary>
    public long Sent => Sum(e => e.State is MeterEventState.Sent or MeterEventState.Canceling or MeterEventState.Waiving);

    /// <summary>Units that count in another period at the provider, because they came after the invoice.</summary>
    public long Carried => Sum(e => e.State != MeterEventState.Canceled && e.At >= Segment.PeriodEnd);

    /// <summary>Whether nothing of it is under way.</summary>
    public bool IsSettled => Events.All(e => e.State is MeterEventState.Sent or MeterEventState.Canceled or MeterEventState.Waived);

    private long Sum(Func<MeterEvent, bool> which) => Events.Where(which).Aggregate(0L, (sum, e) => checked(sum + e.Units));
}
