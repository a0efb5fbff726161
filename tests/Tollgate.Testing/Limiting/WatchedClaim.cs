using Tollgate.Limiting;

namespace Tollgate.Testing.Limiting;

/// <summary>A claim that nobody waits for: who made it looks whether it is done.</summary>
internal sealed class WatchedClaim(Quota[] quotas, long cost) : Claim(quotas, cost)
{
    /// <inheritdoc />
    protected override void OnDone()
    {
    }
}
