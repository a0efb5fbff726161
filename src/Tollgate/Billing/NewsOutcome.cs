using Tollgate.Billing.Crediting;

namespace Tollgate.Billing;

/// <summary>What became of news from the payment provider.</summary>
/// <param name="UserId">Whose they were; null when nobody is linked.</param>
/// <param name="IgnoredBecause">Why they changed nobody's access; null when they could.</param>
/// <param name="IsClaimLost">Whether somebody else took over in the meantime, so that nothing was stored.</param>
public sealed record NewsOutcome(long? UserId, string? IgnoredBecause, bool IsClaimLost = false)
{
    /// <summary>Whether they linked the customer to the user, so that earlier news of the customer are of use now.</summary>
    public bool IsNewLink { get; init; }

    /// <summary>Credits whose payment went back, as far as that was news.</summary>
    public IReadOnlyList<RevokedCredits> Revoked { get; init; } = [];
}
