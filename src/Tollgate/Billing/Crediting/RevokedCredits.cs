namespace Tollgate.Billing.Crediting;

/// <summary>What came of a payment that went back to a customer.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Reference">What the grant was for, e.g. an invoice line.</param>
/// <param name="Units">Units that were taken back now; negative when some were given again.</param>
/// <param name="Unpaid">Units of the grant that were spent and are not paid.</param>
public sealed record RevokedCredits(long UserId, string Reference, long Units, long Unpaid);
