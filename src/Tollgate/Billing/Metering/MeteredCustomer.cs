namespace Tollgate.Billing.Metering;

/// <summary>A customer with all segments of late, the oldest first.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Reference">The provider's id of the customer; null when there is none that can be billed.</param>
/// <param name="IsLive">Whether real money moves.</param>
/// <param name="Segments">The segments, also closed ones.</param>
internal sealed record MeteredCustomer(long UserId, string? Reference, bool IsLive, IReadOnlyList<MeteredSegment> Segments);
