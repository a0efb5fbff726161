using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>How far a user is restricted, all subscriptions considered.</summary>
/// <param name="Subscription">The one that counts; null when none does.</param>
/// <param name="Level">The level.</param>
/// <param name="Since">Since when; null without a restriction.</param>
/// <param name="Reason">Why; null without a restriction.</param>
internal sealed record RestrictionStanding(Subscription? Subscription, RestrictionLevel Level, DateTimeOffset? Since, string? Reason);
