using System.Runtime.CompilerServices;
using Tollgate.Maintaining;

namespace Tollgate.EntityFrameworkCore.Maintaining;

/// <summary>
/// Stale rows of the ledger, which has no index but its key (so that grants stay cheap): each step looks at the next rows in the key's order,
/// so that a sweep reads the table once.
/// </summary>
/// <param name="database">Where they are.</param>
/// <param name="kind">What they are.</param>
/// <param name="count">Counts them; parameter @before in Unix milliseconds.</param>
/// <param name="nextPage">The last (subject, scope) of the next page, and how many stale rows it has; parameters @before, @subject and @scope: the last one before.</param>
/// <param name="removePage">Removes the stale rows of a page; parameters @before, @subject, @scope, @last_subject and @last_scope.</param>
internal sealed class StaleLedgerRows(MaintenanceDatabase database, StaleKind kind, string count, string nextPage, string removePage) : IStaleRows
{
    public StaleKind Kind => kind;

    public async Task<long> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        (await database.ReadAsync(count, reader => reader.GetInt64(0), cancellationToken, ("@before", before.ToUnixTimeMilliseconds())))[0];

    public async IAsyncEnumerable<int> RemoveAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (subject, scope) = ("", "");
        while (true)
        {
            (string Name, object? Value)[] page = [("@before", before.ToUnixTimeMilliseconds()), ("@subject", subject), ("@scope", scope)];
            var found = await database.ReadAsync(
                nextPage, reader => (Subject: reader.GetString(0), Scope: reader.GetString(1), Stale: reader.GetInt64(2)), cancellationToken, page);
            if (found.Count == 0)
            {
                yield break;
            }

            var last = found[0];
            if (last.Stale > 0)
            {
                yield return await database.ExecuteAsync(
                    removePage, cancellationToken, [.. page, ("@last_subject", last.Subject), ("@last_scope", last.Scope)]);
            }

            (subject, scope) = (last.Subject, last.Scope);
        }
    }
}
