namespace Tollgate.Billing.Metering;

/// <summary>Customers, and the database's time at which they were read.</summary>
internal sealed record MeteringPage(DateTimeOffset Now, IReadOnlyList<MeteredCustomer> Customers);
