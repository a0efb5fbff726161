namespace Tollgate.Billing.Metering;

/// <summary>Something that changes in the outbox; a step whose row has changed meanwhile does nothing.</summary>
internal abstract record MeterStep
{
    private MeterStep()
    {
    }

    /// <summary>Adds an event.</summary>
    internal sealed record Add(MeterEvent Event) : MeterStep;

    /// <summary>Drops an event that was never sent.</summary>
    internal sealed record Drop(MeterEvent Event, string Reason) : MeterStep;

    /// <summary>Has a sent event taken back.</summary>
    internal sealed record TakeBack(MeterEvent Event) : MeterStep;

    /// <summary>Closes a segment, or opens it again.</summary>
    internal sealed record SetClosed(BillingSegment Segment, bool IsClosed) : MeterStep;
}
