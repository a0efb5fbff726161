using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.Entitling;

/// <summary>Turns credentials into entitlements, from memory when it can: API key first, then the application's user, then the address.</summary>
public sealed partial class CallerDirectory
{
    /// <summary>The entitlement of whoever presents these credentials, or why there is none.</summary>
    public ValueTask<Caller> FindAsync(Credentials credentials, CancellationToken cancellationToken) => throw new NotSupportedException();
}
