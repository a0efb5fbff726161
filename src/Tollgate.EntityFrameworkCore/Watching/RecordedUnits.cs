using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Entitling;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Adds up recorded units from days, hours and events, several hundred spans in one statement.</summary>
internal sealed class RecordedUnits(IDbContextFactory<TollgateDbContext> contexts) : IRecordedUnits
{
    private const int SpansAtOnce = 250;
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    public async Task<IReadOnlyList<long>> SumAsync(IReadOnlyList<RecordedSpan> spans, CancellationToken cancellationToken)
    {
        if (spans.Count == 0)
        {
            return [];
        }

        var sums = new List<long>(spans.Count);
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var keptFrom = await session.NumberAsync(DriftStatements.KeptFrom, cancellationToken) ?? 0;
        foreach (var some in spans.Chunk(SpansAtOnce))
        {
            var asked = string.Join(", ", Enumerable.Range(0, some.Length).Select(i => DriftStatements.Asked.Replace("{0}", $"{i}", StringComparison.Ordinal)));
            sums.AddRange(await session.ReadAsync(
                DriftStatements.Sum.Replace("{0}", asked, StringComparison.Ordinal),
                row => row.GetInt64(1),
                cancellationToken,
                [.. some.SelectMany((span, i) => Parameters(span, i, keptFrom))]));
        }

        return sums;
    }

    public async Task<IReadOnlyList<string>> FindPlansAsync(string subject, long from, long until, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(
            DriftStatements.Plans,
            row => row.GetString(0),
            cancellationToken,
            ("@subject", subject), ("@from", Down(from, Hour)), ("@until", Up(until, Hour)));
    }

    private static IEnumerable<(string Name, object? Value)> Parameters(RecordedSpan span, int i, long keptFrom)
    {
        var isAll = span.Scope == PlanScope.All;
        var (hour0, hour1) = (Up(span.From, Hour), Down(span.Until, Hour));
        if (hour0 > hour1)
        {
            hour0 = hour1 = span.Until; // within one hour: events only
        }

        var (day0, day1) = (Up(hour0, Day), Down(hour1, Day));
        if (!isAll || day0 >= day1)
        {
            day0 = day1 = hour0; // endpoints have no sums of days by subject that hold for days that have not ended
        }

        yield return ($"@subject_{i}", span.Subject);
        yield return ($"@scope_{i}", isAll ? "" : span.Scope);
        yield return ($"@pattern_{i}", span.WithPatterns ? "/%" : "");
        yield return ($"@from_{i}", span.From < keptFrom ? hour0 : span.From); // a part of an hour whose events are gone can't be told
        yield return ($"@hour_0_{i}", hour0);
        yield return ($"@day_0_{i}", day0);
        yield return ($"@day_1_{i}", day1);
        yield return ($"@hour_1_{i}", hour1);
        yield return ($"@until_{i}", span.Until);
    }

    private static long Down(long at, long unit) => at - (((at % unit) + unit) % unit);

    private static long Up(long at, long unit) => Down(at + unit - 1, unit);
}
