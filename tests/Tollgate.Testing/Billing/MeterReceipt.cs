namespace Tollgate.Testing.Billing;

/// <summary>A meter event that the provider accepted.</summary>
public sealed record MeterReceipt(
    string Identifier, long SegmentId, string Customer, string Meter, long Units, DateTimeOffset At, DateTimeOffset ReceivedAt, bool IsCanceled = false);
