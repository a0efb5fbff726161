namespace Tollgate.Billing;

/// <summary>A subscription that came from the payment provider.</summary>
/// <param name="Reference">The provider's id.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="IsEnded">Whether it is over for good.</param>
public sealed record StoredSubscription(string Reference, long UserId, bool IsEnded);
