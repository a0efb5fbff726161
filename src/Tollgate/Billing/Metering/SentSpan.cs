namespace Tollgate.Billing.Metering;

/// <summary>What was sent of late for a customer and meter.</summary>
/// <param name="Customer">The provider's id of the customer.</param>
/// <param name="Meter">The meter's event name.</param>
/// <param name="From">The time of the earliest event.</param>
/// <param name="Until">The time of the latest event.</param>
internal sealed record SentSpan(string Customer, string Meter, DateTimeOffset From, DateTimeOffset Until);
