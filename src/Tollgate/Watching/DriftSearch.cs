using Microsoft.Extensions.Options;
using Tollgate.Entitling;

namespace Tollgate.Watching;

/// <summary>Compares days and months of the ledger with recorded usage: first all of a page cheaply, then closely what looks wrong.</summary>
/// <remarks>
/// <list type="number">
/// <item>A unit is granted before it is spent, and a request is recorded after it spent: whoever reads what is recorded first and the ledger
/// afterwards may find the ledger ahead, never behind.</item>
/// <item>An event has the time at which its request came, a charge the window of the decision; so requests within <see cref="Edge"/> of
/// a window's ends count neither for nor against it.</item>
/// <item>What is granted and not recorded may be on lease, in flight or in a journal: it is looked at twice, and below the configured
/// tolerance it is called pending.</item>
/// </list>
/// </remarks>
internal sealed class DriftSearch(IQuotaScan scan, IRecordedUnits recorded, DriftJudge judge, IOptions<AlertsOptions> options, TimeProvider time)
{
    private const int SubjectsAtOnce = 1_000;
    private static readonly TimeSpan Edge = TimeSpan.FromSeconds(2);

    /// <summary>How long what is on its way gets to arrive before the second look.</summary>
    public TimeSpan Settling { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Compares the next rows of customers, some thousands at most.</summary>
    /// <param name="after">Where the last page ended; null from the start.</param>
    /// <param name="chargedSince">Only rows that were charged since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DriftPage> ReadAsync((string Subject, string Scope)? after, DateTimeOffset chargedSince, CancellationToken cancellationToken)
    {
        var page = await scan.ReadAsync(after, chargedSince, cancellationToken);
        return new DriftPage(await CompareAsync(page.Rows, cancellationToken), page.Next);
    }

    /// <summary>Compares the named subjects, a thousand at most.</summary>
    public async Task<IReadOnlyList<UsageDrift>> FindAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) =>
        await CompareAsync(await scan.FindAsync(subjects, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<UsageDrift>> CompareAsync(IEnumerable<QuotaRow> rows, CancellationToken cancellationToken)
    {
        var lines = rows.SelectMany(LinesOf).ToList();
        var drifts = await LookAsync(lines, TimeSpan.Zero, cancellationToken);
        var suspects = drifts.Where(d => d.Verdict > DriftVerdict.Pending).ToList();
        if (suspects.Count == 0)
        {
            return drifts;
        }

        var closer = await LookCloselyAsync(suspects, cancellationToken);
        return [.. drifts.Select(d => closer.GetValueOrDefault(KeyOf(d), d))];
    }

    /// <summary>Looks again at what looks wrong, when what was on its way has had time to arrive: recorded usage first, then the ledger.</summary>
    private async Task<Dictionary<(string, string, string), UsageDrift>> LookCloselyAsync(List<UsageDrift> suspects, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (suspects.Exists(d => d.Verdict == DriftVerdict.Unrecorded && d.Span.End > now - Edge.TotalMilliseconds))
        {
            await Task.Delay(Settling, time, cancellationToken);
        }

        var again = await LookAsync(suspects, Edge, cancellationToken);
        var fresh = new Dictionary<(string, string, string), UsageDrift>();
        foreach (var subjects in suspects.Select(d => d.Subject).Distinct().Chunk(SubjectsAtOnce))
        {
            foreach (var line in (await scan.FindAsync(subjects, cancellationToken)).SelectMany(LinesOf))
            {
                fresh[KeyOf(line)] = line;
            }
        }

        var settled = again.Select(d => Settle(d, fresh.GetValueOrDefault(KeyOf(d)))).ToList();
        return (await judge.ExcuseAsync(settled, cancellationToken)).ToDictionary(KeyOf);
    }

    private async Task<List<UsageDrift>> LookAsync(List<UsageDrift> lines, TimeSpan edge, CancellationToken cancellationToken)
    {
        var least = await recorded.SumAsync([.. lines.Select(l => SpanOf(l, edge))], cancellationToken);
        var most = least;
        if (edge > TimeSpan.Zero || lines.Exists(l => l.Scope != PlanScope.All))
        {
            most = await recorded.SumAsync([.. lines.Select(l => SpanOf(l, -edge) with { WithPatterns = true })], cancellationToken);
        }

        return [.. lines.Select((line, i) => Judged(line, least[i], most[i]))];
    }

    /// <summary>What is certain after the second look: recorded before the ledger was read again, or granted before usage was read again.</summary>
    private UsageDrift Settle(UsageDrift again, UsageDrift? now) => now?.Span != again.Span
        ? again with { Verdict = DriftVerdict.NotComparable, Reason = "the window ended while it was compared" }
        : again.Verdict == DriftVerdict.Overrecorded
            ? Judged(now, again.Recorded, long.MaxValue)
            : Judged(again with { Used = Math.Min(again.Used, now.Used) }, 0, again.Recorded);

    /// <summary>Recorded usage lies between two sums where it is not known which requests belong to the window.</summary>
    private UsageDrift Judged(UsageDrift line, long least, long most)
    {
        var drift = line with { Recorded = Math.Clamp(line.Used, least, Math.Max(least, most)) };
        return drift with
        {
            Verdict = drift.Difference < 0 ? DriftVerdict.Overrecorded
                : drift.Difference == 0 ? DriftVerdict.Agrees
                : drift.Difference > options.Value.DriftUnits && drift.Difference > drift.Used * options.Value.DriftPercent / 100 ? DriftVerdict.Unrecorded
                : DriftVerdict.Pending,
        };
    }

    private static IEnumerable<UsageDrift> LinesOf(QuotaRow row)
    {
        if (row.Day != default)
        {
            yield return LineOf(row, Tollgate.Window.Day.Name, row.Day, row.DayUsed);
        }

        if (row.Month != default)
        {
            yield return LineOf(row, Tollgate.Window.Month.Name, row.Month, row.MonthUsed);
        }
    }

    private static UsageDrift LineOf(QuotaRow row, string window, WindowSpan span, long used) => new()
    {
        Subject = row.Subject,
        Scope = row.Scope,
        Window = window,
        Span = span,
        Used = used,
        Recorded = 0,
        Verdict = DriftVerdict.Agrees,
    };

    /// <summary>The span made shorter at both ends; longer when the edge is negative.</summary>
    private static RecordedSpan SpanOf(UsageDrift drift, TimeSpan edge) => new(
        drift.Subject, drift.Scope, drift.Span.Start + (long)edge.TotalMilliseconds, drift.Span.End - (long)edge.TotalMilliseconds);

    private static (string, string, string) KeyOf(UsageDrift drift) => (drift.Subject, drift.Scope, drift.Window);
}
