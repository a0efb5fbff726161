using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Notifying;
using Tollgate.Recording;

namespace Tollgate.Watching.Rules;

/// <summary>Customers whose recorded usage and ledger drift apart.</summary>
/// <remarks>
/// Looks at rows that were charged since the last look and at those whose alert fires; a row keeps its day until the next one begins, so each day is
/// looked at after its last charge. The daily maintenance looks at all rows.
/// </remarks>
internal sealed class DriftRule(DriftSearch search, IOptions<RecordingOptions> recording, IOptions<LimitingOptions> limiting) : IAlertRule
{
    private const int TellOfEach = 20;
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public string Name => "usage_drift";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        if (!recording.Value.Enabled)
        {
            return [];
        }

        var latest = round.Now - Every;
        var since = (round.PreviousAt < latest ? round.PreviousAt.Value : latest) - Margin;
        var firing = round.Firing.Select(a => a.Subject).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var drifts = new List<UsageDrift>();
        (string, string)? next = null;
        do
        {
            var page = await search.ReadAsync(next, since, cancellationToken);
            drifts.AddRange(page.Drifts.Where(d => d.Verdict > DriftVerdict.NotComparable && !firing.Contains(d.Subject)));
            next = page.Next;
        }
        while (next is not null);

        foreach (var subjects in firing.Chunk(500))
        {
            drifts.AddRange((await search.FindAsync(subjects, cancellationToken)).Where(d => d.Verdict > DriftVerdict.NotComparable));
        }

        var missing = drifts.Where(d => d.Verdict == DriftVerdict.Unrecorded).OrderByDescending(d => d.Difference).ToList();
        var over = drifts.Where(d => d.Verdict == DriftVerdict.Overrecorded).Select(Overrecorded);
        return [.. over, .. missing.Count > TellOfEach ? [Unrecorded(missing)] : missing.Select(Unrecorded)];
    }

    private AlertFinding Overrecorded(UsageDrift drift) => new()
    {
        Thing = ThingOf(drift),
        Subject = drift.Subject,
        Severity = limiting.Value.OnQuotaFailure == LedgerFailurePolicy.FailClosed ? NotificationSeverity.Critical : NotificationSeverity.Warning,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{drift.Subject} has {drift.Recorded:N0} units recorded in its {WindowOf(drift)}, {-drift.Difference:N0} more than the ledger granted."),
        Detail = limiting.Value.OnQuotaFailure == LedgerFailurePolicy.FailClosed
            ? "Requests were admitted beyond the ledger, recorded twice, or the ledger lost commits (an asynchronous failover, a restored backup). `tollgate usage reconcile` shows both counts."
            : "Tollgate:Limiting:OnQuotaFailure lets requests in while the ledger is away; what went beyond the limit then is not in the ledger.",
    };

    private static AlertFinding Unrecorded(UsageDrift drift) => new()
    {
        Thing = ThingOf(drift),
        Subject = drift.Subject,
        Severity = NotificationSeverity.Warning,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{drift.Subject} has used {drift.Difference:N0} units of its {WindowOf(drift)} that no recorded request explains."),
        Detail = "A journal that waits for its node, requests still in flight, a node that died with units on lease, or code that charges without recording.",
    };

    private static AlertFinding Unrecorded(List<UsageDrift> drifts) => new()
    {
        Thing = "many",
        Severity = NotificationSeverity.Warning,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{drifts.Count:N0} windows have {drifts.Sum(d => (decimal)d.Difference):N0} units that no recorded request explains."),
        Detail = $"First {string.Join(", ", drifts.Take(3).Select(d => d.Subject))}. Look for a node whose journal waits, or for an application that limits without recording; `tollgate usage reconcile` lists all.",
    };

    private static string ThingOf(UsageDrift drift) => string.Create(
        CultureInfo.InvariantCulture, $"{drift.Subject}/{drift.Scope}/{drift.Window}/{DateTimeOffset.FromUnixTimeMilliseconds(drift.Span.Start).UtcDateTime:yyyy-MM-dd'T'HH:mm}");

    private static string WindowOf(UsageDrift drift) => string.Create(
        CultureInfo.InvariantCulture,
        $"{drift.Window} from {DateTimeOffset.FromUnixTimeMilliseconds(drift.Span.Start).UtcDateTime:yyyy-MM-dd}{(drift.Scope == PlanScope.All ? "" : $" in '{drift.Scope}'")}");
}
