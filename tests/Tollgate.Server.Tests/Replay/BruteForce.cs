using Tollgate.Recording;

namespace Tollgate.Server.Tests.Replay;

/// <summary>Counts what plans with minute, hour, day and month limits refuse, one request after the other, in plain dictionaries.</summary>
internal sealed class BruteForce(IReadOnlyDictionary<string, BruteForcePlan> plans, DateTimeOffset countFrom)
{
    private readonly Dictionary<(string Subject, string Scope, string Window, DateTime Start), long> _used = [];

    public Dictionary<string, (long RefusedThen, long Refused, long NewlyRefused, long NewlyServed, long First)> BySubject { get; } = [];

    public void Replay(RecordedRequest row)
    {
        var plan = plans[row.Plan!];
        var group = plan.GroupOf(row.Endpoint);
        var cost = plan.Groups.Count == 0 || row.Endpoint == "(unmatched)" ? row.Cost / row.Count : group is null ? 1 : plan.Groups[group].Cost;
        for (var i = 0L; i < row.Count; i++)
        {
            var isRefused = !TryCharge(row, plan, group, cost);
            if (row.At >= countFrom.ToUnixTimeMilliseconds())
            {
                Count(row, isRefused);
            }
        }
    }

    private void Count(RecordedRequest row, bool isRefused)
    {
        var sum = BySubject.GetValueOrDefault(row.Subject, (0, 0, 0, 0, long.MaxValue));
        BySubject[row.Subject] = (
            sum.RefusedThen + (row.WasRefused ? 1 : 0),
            sum.Refused + (isRefused ? 1 : 0),
            sum.NewlyRefused + (isRefused && !row.WasRefused ? 1 : 0),
            sum.NewlyServed + (!isRefused && row.WasRefused ? 1 : 0),
            isRefused ? Math.Min(sum.First, row.At) : sum.First);
    }

    private bool TryCharge(RecordedRequest row, BruteForcePlan plan, string? group, long cost)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(row.At).UtcDateTime;
        var limits = plan.Limits.Select(l => (Scope: "*", Window: l.Key, Limit: l.Value)).ToList();
        if (group is not null)
        {
            limits.AddRange(plan.Groups[group].Limits.Select(l => (group, l.Key, l.Value)));
        }

        var keys = limits.ConvertAll(l => (Key: (row.Subject, l.Scope, l.Window, Start(l.Window, at)), l.Limit));
        if (keys.Exists(k => (cost > 0 && _used.GetValueOrDefault(k.Key) + cost > k.Limit) || k.Limit == 0))
        {
            return false;
        }

        var isCharged = row.WasRefused || row.Charged > 0 || row.Cost == 0;
        foreach (var (key, _) in keys.Where(_ => isCharged))
        {
            _used[key] = _used.GetValueOrDefault(key) + cost;
        }

        return true;
    }

    private static DateTime Start(string window, DateTime at) => window switch
    {
        "minute" => new DateTime(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, DateTimeKind.Utc),
        "hour" => new DateTime(at.Year, at.Month, at.Day, at.Hour, 0, 0, DateTimeKind.Utc),
        "day" => at.Date,
        _ => new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc),
    };
}
