using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>From an instant on, something leads at least to a level.</summary>
/// <param name="Level">The level.</param>
/// <param name="At">From when on.</param>
/// <param name="Reason">Why, a sentence for people without names and secrets.</param>
/// <param name="PaymentLink">Where what is owed can be paid; null when unknown or nothing is.</param>
internal sealed record RestrictionStep(RestrictionLevel Level, DateTimeOffset At, string Reason, string? PaymentLink);
