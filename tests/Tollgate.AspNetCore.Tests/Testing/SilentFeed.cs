using System.Runtime.CompilerServices;
using Tollgate.Entitling;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>A change feed that says it is there and then nothing more.</summary>
public sealed class SilentFeed : IChangeFeed
{
    public async IAsyncEnumerable<Change> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Change.Everything;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
