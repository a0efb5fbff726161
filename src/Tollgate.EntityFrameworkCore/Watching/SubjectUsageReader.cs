using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Reads requests by subject from the sums of hours; the day's sums tell which subjects are worth asking for.</summary>
internal sealed class SubjectUsageReader(IDbContextFactory<TollgateDbContext> contexts) : ISubjectUsage
{
    private const int SubjectsAtOnce = 500;

    public async Task<IReadOnlyDictionary<string, long>> FindBusiestAsync(
        DateTimeOffset from, DateTimeOffset until, long atLeast, int most, CancellationToken cancellationToken)
    {
        List<string> busy;
        await using (var session = await StatementSession.OpenAsync(contexts, cancellationToken))
        {
            busy = await session.ReadAsync(
                WatchStatements.BusySubjects,
                row => row.GetString(0),
                cancellationToken,
                ("@day", new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero)), ("@at_least", atLeast), ("@most", (long)most));
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var subjects in busy.Chunk(SubjectsAtOnce))
        {
            foreach (var (subject, requests) in await FindAsync(subjects, from, until, cancellationToken))
            {
                if (requests >= atLeast)
                {
                    counts[subject] = requests;
                }
            }
        }

        return counts;
    }

    public async Task<IReadOnlyDictionary<string, long>> FindAsync(
        IReadOnlyCollection<string> subjects, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (subjects.Count == 0)
        {
            return new Dictionary<string, long>();
        }

        var names = subjects.Select((subject, i) => ($"@subject_{i}", (object?)subject)).ToArray();
        var statement = WatchStatements.RequestsOfSubjects.Replace("{0}", string.Join(", ", names.Select(n => n.Item1)), StringComparison.Ordinal);
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var rows = await session.ReadAsync(
            statement, row => (Subject: row.GetString(0), Requests: row.GetInt64(1)), cancellationToken, [.. names, ("@from", from), ("@until", until)]);
        return rows.ToDictionary(r => r.Subject, r => r.Requests, StringComparer.Ordinal);
    }
}
