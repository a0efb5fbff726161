using System.Runtime.CompilerServices;
using Tollgate.Maintaining;

namespace Tollgate.EntityFrameworkCore.Maintaining;

/// <summary>Stale rows that an index finds: each step takes the oldest ones.</summary>
/// <param name="database">Where they are.</param>
/// <param name="kind">What they are.</param>
/// <param name="count">Counts them; parameter @before in Unix milliseconds.</param>
/// <param name="removeSome">Removes a bounded number of them and says how many; parameter @before.</param>
internal sealed class StaleRows(MaintenanceDatabase database, StaleKind kind, string count, string removeSome) : IStaleRows
{
    public StaleKind Kind => kind;

    public async Task<long> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        (await database.ReadAsync(count, reader => reader.GetInt64(0), cancellationToken, ("@before", before.ToUnixTimeMilliseconds())))[0];

    public async IAsyncEnumerable<int> RemoveAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await database.ExecuteAsync(removeSome, cancellationToken, ("@before", before.ToUnixTimeMilliseconds())) is > 0 and var removed)
        {
            yield return removed;
        }
    }
}
