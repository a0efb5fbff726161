using System.Globalization;
using Tollgate.Aggregating;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Reports usage by user, key, endpoint, plan or country, from the sums.</summary>
public sealed class ReportUsage(IUsageSummaryStore summaries, IUserStore users, IApiKeyStore keys, TimeProvider time)
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(30);
    private readonly LargestParts _largest = new(summaries);

    /// <summary>Makes a report.</summary>
    /// <exception cref="InvalidInputException">The query names what is not there, or a span that is not possible.</exception>
    public async Task<UsageReport> RunAsync(UsageReportQuery query, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var selection = Span(query, errors);
        var key = query.Key is null ? null : await keys.FindAsync(query.Key, errors, cancellationToken);
        var subject = query.User is null ? null : await SubjectAsync(query.User, errors, cancellationToken);
        if (key is not null && subject is not null && subject != User.SubjectOf(key.Key.UserId))
        {
            errors.Add("key", query.Key, $"The key {key.Key.Subject} belongs to {key.UserName}, not to '{query.User}'. Leave --user out, or name that user's key.");
        }

        errors.ThrowIfAny();
        selection = selection with { KeyId = key?.Key.Id, Plan = query.Plan, Endpoint = query.Endpoint, Country = query.Country };
        subject ??= key is null ? null : User.SubjectOf(key.Key.UserId);
        var parts = subject is null && query.By is UsageDimension.User or UsageDimension.Key
            ? await _largest.FindAsync(selection, query.By == UsageDimension.Key, query.Limit, cancellationToken)
            : null;
        var groups = new Dictionary<(long Start, string? Group), UsageGroup>();
        var read = selection with { Subject = subject, Parts = parts, Grouping = new UsageGrouping(query.By, query.Per is not null) };
        await foreach (var summary in summaries.ReadAsync(read, cancellationToken))
        {
            Add(groups, summary, query);
        }

        var total = new UsageGroup();
        foreach (var group in groups.Values)
        {
            total.Add(group);
        }

        return new UsageReport(
            DateTimeOffset.FromUnixTimeMilliseconds(selection.From),
            DateTimeOffset.FromUnixTimeMilliseconds(selection.Until),
            Rows(groups, query, await OwnersAsync(query, parts, subject, cancellationToken)),
            total.ToRow(null, null, null),
            parts?.Count == query.Limit,
            (await summaries.FindUnsummedAsync(cancellationToken)).Hours.Count(h => h < selection.Until && h + Hour > selection.From));
    }

    private UsageSelection Span(UsageReportQuery query, InputErrors errors)
    {
        var now = time.GetUtcNow();
        var length = query.Per == SummaryGrain.Hour ? Hour : Day;
        var until = (query.Until ?? now).ToUnixTimeMilliseconds();
        until += (length - (until % length)) % length;
        var from = (query.From ?? DateTimeOffset.FromUnixTimeMilliseconds(until) - DefaultSpan).ToUnixTimeMilliseconds();
        from -= from % length;
        if (from >= until)
        {
            errors.Add("from", Shown(from), $"The report would begin at {Shown(from)} and end at {Shown(until)}; let it begin before it ends.");
        }

        if (query.Limit is < 1 or > UsageReportQuery.MaxLimit)
        {
            errors.Add("limit", query.Limit.ToString(CultureInfo.InvariantCulture), $"limit is {query.Limit}; use 1 to {UsageReportQuery.MaxLimit}.");
        }

        if (query.Per == SummaryGrain.Month)
        {
            errors.Add("per", "month", "A report has rows per hour or per day; leave it out for one row of the whole span.");
        }

        return new UsageSelection(query.Per == SummaryGrain.Hour ? SummaryGrain.Hour : SummaryGrain.Day, from, until);
    }

    /// <summary>Anonymous and unknown callers have sums, too, but are in no list to look them up in.</summary>
    private async Task<string?> SubjectAsync(string reference, InputErrors errors, CancellationToken cancellationToken) =>
        reference.StartsWith("ip_", StringComparison.Ordinal) || reference.StartsWith('(')
            ? reference
            : (await users.FindAsync(reference, errors, cancellationToken))?.User.Subject;

    private static void Add(Dictionary<(long, string?), UsageGroup> groups, UsageSummary summary, UsageReportQuery query)
    {
        var key = (query.Per is null ? 0 : summary.Start, GroupOf(summary, query.By));
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = new UsageGroup();
        }

        group.Add(summary);
    }

    private static string? GroupOf(UsageSummary summary, UsageDimension by) => by switch
    {
        UsageDimension.User => summary.Subject,
        UsageDimension.Key => summary.KeyId is { } key ? ApiKey.SubjectOf(key) : null,
        UsageDimension.Endpoint => summary.Endpoint,
        UsageDimension.Plan => summary.Plan,
        UsageDimension.Country => summary.Country,
        _ => null,
    };

    /// <summary>Whose a subject or key is, for reports that have a row for each.</summary>
    private async Task<Func<string, string?>> OwnersAsync(
        UsageReportQuery query, IReadOnlyList<UsagePart>? parts, string? subject, CancellationToken cancellationToken)
    {
        if (parts is not null)
        {
            var names = parts.ToDictionary(p => p.KeyId is { } key ? ApiKey.SubjectOf(key) : p.Subject, p => p.UserName);
            return group => names.GetValueOrDefault(group);
        }

        var account = query.By is UsageDimension.User or UsageDimension.Key && subject is not null
            ? await users.FindAsync(subject, new InputErrors(), cancellationToken)
            : null;
        return _ => account?.User.Name;
    }

    private static List<UsageReportRow> Rows(
        Dictionary<(long Start, string? Group), UsageGroup> groups, UsageReportQuery query, Func<string, string?> ownerOf) =>
    [
        .. groups.OrderBy(g => g.Key.Start).ThenByDescending(g => g.Value.Measures.Requests).ThenBy(g => g.Key.Group, StringComparer.Ordinal)
            .Select(g => g.Value.ToRow(
                query.Per is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(g.Key.Start),
                g.Key.Group,
                g.Key.Group is null ? null : ownerOf(g.Key.Group))),
    ];

    private static string Shown(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("u", CultureInfo.InvariantCulture);
}
