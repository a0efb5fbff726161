using Tollgate.Entitling;

namespace Tollgate.Billing;

/// <summary>How restrictions and prepaid credits stand, for everybody who shares the database.</summary>
/// <param name="Restricted">Subscriptions under a restriction, by level; what is not there is zero.</param>
/// <param name="CreditsLeft">Prepaid units that all customers together have left.</param>
/// <param name="WithCredits">Customers with credits left.</param>
/// <param name="WithoutCredits">Customers who had credits and have none left.</param>
public sealed record BillingFigures(IReadOnlyDictionary<RestrictionLevel, long> Restricted, long CreditsLeft, long WithCredits, long WithoutCredits);
