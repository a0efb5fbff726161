using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Walks through the ledger by its key, a page at a time, so that no read lasts long.</summary>
internal sealed class QuotaScan(IDbContextFactory<TollgateDbContext> contexts) : IQuotaScan
{
    private const long Rows = 5_000;

    public async Task<QuotaPage> ReadAsync((string Subject, string Scope)? after, DateTimeOffset chargedSince, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var looked = 0L;
        var rows = await session.ReadAsync(
            WatchStatements.QuotaPage,
            row =>
            {
                looked = row.GetInt64(8);
                return Read(row);
            },
            cancellationToken,
            ("@subject", after?.Subject ?? WatchStatements.FirstCustomer), ("@scope", after?.Scope ?? ""), ("@since", chargedSince), ("@rows", Rows));
        return new QuotaPage(rows, looked == Rows ? (rows[^1].Subject, rows[^1].Scope) : null);
    }

    public async Task<IReadOnlyList<QuotaRow>> FindAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        if (subjects.Count == 0)
        {
            return [];
        }

        var names = subjects.Select((subject, i) => ($"@subject_{i}", (object?)subject)).ToArray();
        var statement = WatchStatements.QuotaRows.Replace("{0}", string.Join(", ", names.Select(n => n.Item1)), StringComparison.Ordinal);
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(statement, Read, cancellationToken, names);
    }

    private static QuotaRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), Span(row, 2), Number(row, 4), Span(row, 5), Number(row, 7));

    private static WindowSpan Span(DbDataReader row, int column) =>
        row.IsDBNull(column) ? default : new WindowSpan(row.GetInt64(column), row.GetInt64(column + 1));

    private static long Number(DbDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);
}
