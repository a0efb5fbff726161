using System.Globalization;
using Tollgate.Aggregating;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.Testing.Aggregating;

/// <summary>Sums events one by one, to compare with what the database made of them.</summary>
public sealed class CountedUsage
{
    private readonly Dictionary<(string Node, long Sequence, long At), UsageEvent> _events = [];

    /// <summary>Notes events as the store does: once each, and of a fold the largest.</summary>
    public void Add(IEnumerable<UsageEvent> events)
    {
        foreach (var usage in events)
        {
            var identity = (usage.Node, usage.Sequence, usage.At);
            if (!_events.TryGetValue(identity, out var known) || usage.Count > known.Count)
            {
                _events[identity] = usage;
            }
        }
    }

    /// <summary>The events that are there.</summary>
    public IReadOnlyCollection<UsageEvent> Events => _events.Values;

    /// <summary>Sums by the start of the time and whatever else tells groups apart, as lines of text in order.</summary>
    public List<string> Lines(Func<UsageEvent, (long Start, string Group)> groupOf) =>
    [
        .. _events.Values.GroupBy(groupOf).Select(g => Line(g.Key.Start, g.Key.Group, Sum(g), Durations(g), Addresses(g))).Order(StringComparer.Ordinal),
    ];

    /// <summary>Additive sums by group, as lines of text in order.</summary>
    public List<string> MeasureLines(Func<UsageEvent, (long Start, string Group)> groupOf) =>
        [.. _events.Values.GroupBy(groupOf).Select(g => Line(g.Key.Start, g.Key.Group, Sum(g))).Order(StringComparer.Ordinal)];

    /// <summary>A summary as a line.</summary>
    public static string Line(UsageSummary summary, string group) => Line(
        summary.Start,
        group,
        summary.Measures,
        string.Join(' ', summary.Durations.Counts.Select(c => $"{c.Key}x{c.Value}")),
        summary.Addresses.Count);

    /// <summary>Sums as a line.</summary>
    public static string Line(long start, string group, in UsageMeasures measures) => $"{start} {group} {measures}";

    private static string Line(long start, string group, in UsageMeasures measures, string durations, long addresses) =>
        string.Create(CultureInfo.InvariantCulture, $"{Line(start, group, measures)} [{durations}] {addresses}");

    private static bool Passes(UsageEvent e) => e.Outcome == Outcome.Admitted || e.IsShadow;

    private static UsageMeasures Sum(IEnumerable<UsageEvent> events) => new()
    {
        Requests = events.Sum(e => e.Count),
        Succeeded = events.Where(e => Passes(e) && e.Status < 400).Sum(e => e.Count),
        Failed = events.Where(e => Passes(e) && e.Status >= 400).Sum(e => e.Count),
        Refused = events.Where(e => !Passes(e)).Sum(e => e.Count),
        ShadowRefused = events.Where(e => e.IsShadow).Sum(e => e.Count),
        Cost = events.Sum(e => e.Cost),
        Charged = events.Sum(e => e.Charged),
        BytesIn = events.Sum(e => e.BytesIn ?? 0),
        BytesOut = events.Sum(e => e.BytesOut ?? 0),
        DurationMicroseconds = events.Where(Passes).Sum(e => e.DurationMicroseconds),
    };

    private static string Durations(IEnumerable<UsageEvent> events) => string.Join(' ', events.Where(Passes)
        .GroupBy(e => DurationHistogram.Round(e.DurationMicroseconds)).OrderBy(g => g.Key).Select(g => $"{g.Key}x{g.Sum(e => e.Count)}"));

    private static long Addresses(IEnumerable<UsageEvent> events) => events.Where(e => e.Address is not null).Select(e => e.Address!.Value.Text).Distinct().Count();
}
