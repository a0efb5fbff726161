using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Customers who have used much of a day or a month.</summary>
/// <remarks>
/// Usage only rises by charges, so between full looks (one an hour, for limits that shrank) only rows that were charged since the last
/// pass are judged, and those whose alert fires. Units on lease count as used: the ledger can't tell them apart.
/// </remarks>
internal sealed class QuotaRule(IQuotaScan scan, ICustomerLimits customers, IOptions<AlertsOptions> options) : IAlertRule
{
    private const string Prefix = "user_";
    private const int UsersAtOnce = 500;
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public string Name => "quota";

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var findings = new List<AlertFinding>();
        var isFull = round.PreviousAt is not { } previous || previous.UtcDateTime.Hour != round.Now.UtcDateTime.Hour || round.Now - previous > TimeSpan.FromHours(1);
        var since = isFull ? DateTimeOffset.UnixEpoch : round.PreviousAt!.Value - Margin;
        var firing = isFull ? [] : round.Firing.Select(a => a.Subject).OfType<string>().ToHashSet(StringComparer.Ordinal);
        (string, string)? next = null;
        do
        {
            var page = await scan.ReadAsync(next, since, cancellationToken);
            await JudgeAsync(page.Rows.Where(r => !firing.Contains(r.Subject)), round.Now, findings, cancellationToken);
            next = page.Next;
        }
        while (next is not null);

        foreach (var subjects in firing.Chunk(UsersAtOnce))
        {
            await JudgeAsync(await scan.FindAsync(subjects, cancellationToken), round.Now, findings, cancellationToken);
        }

        return findings;
    }

    private async Task JudgeAsync(IEnumerable<QuotaRow> rows, DateTimeOffset now, List<AlertFinding> findings, CancellationToken cancellationToken)
    {
        foreach (var some in rows.GroupBy(r => r.Subject).Chunk(UsersAtOnce))
        {
            var ids = some.Select(g => IdOf(g.Key)).Where(id => id > 0).ToList();
            var limits = await customers.FindAsync(ids, cancellationToken);
            foreach (var row in some.SelectMany(g => g))
            {
                if (limits.TryGetValue(IdOf(row.Subject), out var customer))
                {
                    findings.AddRange(Judge(row, customer, now.ToUnixTimeMilliseconds()));
                }
            }
        }
    }

    private IEnumerable<AlertFinding> Judge(QuotaRow row, Entitlement customer, long now)
    {
        var limits = row.Scope == PlanScope.All ? customer.Limits : customer.Scopes.FirstOrDefault(s => s.Name == row.Scope)?.Limits ?? [];
        foreach (var limit in limits.Where(l => QuotaOf(l) is > 0 and < Limit.Unlimited && (l.Window.Name == Window.Day.Name || l.Window.Name == Window.Month.Name)))
        {
            var span = limit.Window.At(now);
            var used = row.UsedIn(limit.Window.Name, span);
            var level = options.Value.QuotaLevelsInForce.LastOrDefault(l => (decimal)used * 100 >= (decimal)QuotaOf(limit) * l);
            if (level > 0)
            {
                yield return Found(row, limit, span, used, level);
            }
        }
    }

    /// <summary>Where more is billed, what is included is the quota that a customer wants to hear about.</summary>
    private static long QuotaOf(WindowLimit limit) => limit.Included ?? limit.Limit;

    private static AlertFinding Found(QuotaRow row, WindowLimit limit, WindowSpan span, long used, int level)
    {
        var percent = (int)Math.Min(100, (decimal)used * 100 / QuotaOf(limit));
        var of = row.Scope == PlanScope.All ? "" : $" in '{row.Scope}'";
        return new AlertFinding
        {
            Thing = string.Create(CultureInfo.InvariantCulture, $"{row.Subject}/{row.Scope}/{limit.Window.Name}/{Time(span.Start):yyyy-MM-dd'T'HH:mm}"),
            Subject = row.Subject,
            Level = level,
            Severity = level >= 100 ? NotificationSeverity.Warning : NotificationSeverity.Info,
            Summary = string.Create(CultureInfo.InvariantCulture, $"{row.Subject} has used {percent} % of its {limit.Window.Name}{of}: {used:N0} of {QuotaOf(limit):N0} units."),
            Detail = string.Create(CultureInfo.InvariantCulture, $"The {limit.Window.Name} ends at {Time(span.End):yyyy-MM-dd HH:mm}Z. ")
                + (level >= 100 && limit.Included is not null ? "What is used beyond it is billed; `tollgate users cap` sets how much at most."
                    : level >= 100 ? "Until then requests are refused; a larger plan or `tollgate users limit` lets them in." : $"`tollgate usage {row.Subject}` shows all windows."),
        };
    }

    private static DateTime Time(long instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant).UtcDateTime;

    private static long IdOf(string subject) => subject.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(subject.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
