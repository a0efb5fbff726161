using System.Globalization;
using Tollgate.Administering;
using Tollgate.Watching;

namespace Tollgate.Server.Commands;

/// <summary>Shows the ledger and recorded usage side by side.</summary>
internal static class DriftReport
{
    /// <summary>Columns of <see cref="Row"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["subject", "scope", "window", "from (UTC)", ">used", ">recorded", ">difference", "verdict", "reason"];

    /// <summary>A drift as a row.</summary>
    public static IReadOnlyList<string?> Row(UsageDrift drift) =>
    [
        drift.Subject, drift.Scope, drift.Window, Time(drift.Span.Start).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Number(drift.Used),
        Number(drift.Recorded), Number(drift.Difference), Parsers.WordOf(drift.Verdict), drift.Reason,
    ];

    /// <summary>The whole answer in JSON.</summary>
    public static object Shape(UsageReconciliation found) => new
    {
        found.Compared,
        isProblem = found.IsProblem,
        verdicts = Enum.GetValues<DriftVerdict>().ToDictionary(Parsers.WordOf, v => found.Counts.GetValueOrDefault(v)),
        drifts = found.Drifts.Select(d => new
        {
            d.Subject,
            d.Scope,
            d.Window,
            startsAt = Time(d.Span.Start),
            endsAt = Time(d.Span.End),
            d.Used,
            d.Recorded,
            d.Difference,
            d.Verdict,
            d.Reason,
        }),
    };

    /// <summary>How many came to each verdict, in words.</summary>
    public static string Sentence(UsageReconciliation found) => found.Compared == 0
        ? "nothing was used."
        : string.Join(", ", found.Counts.OrderBy(c => c.Key).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value:N0} {WordsOf(c.Key)}"))) + ".";

    private static string WordsOf(DriftVerdict verdict) => verdict switch
    {
        DriftVerdict.Agrees => "agree",
        DriftVerdict.Pending => "have a little on its way",
        DriftVerdict.NotComparable => "can't be compared",
        DriftVerdict.Unrecorded => "have units that no recorded request explains",
        _ => "have more recorded than the ledger granted",
    };

    private static DateTimeOffset Time(long instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
