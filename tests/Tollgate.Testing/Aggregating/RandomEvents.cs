using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Testing.Recording;

namespace Tollgate.Testing.Aggregating;

/// <summary>Random streams of events: several nodes, subjects, days, outcomes, folds that grow, repetitions.</summary>
public sealed class RandomEvents(int seed)
{
    private static readonly int[] Statuses = [200, 204, 302, 404, 499, 500];
    private readonly Random _random = new(seed);
    private readonly List<UsageEvent> _made = [];
    private long _sequence;

    /// <summary>A batch: mostly new events, some that were there before, some folds that went on.</summary>
    public List<UsageEvent> Batch(int size)
    {
        var batch = new List<UsageEvent>();
        for (var i = 0; i < size; i++)
        {
            batch.Add(_made.Count > 0 && _random.Next(5) == 0 ? Again(_made[_random.Next(_made.Count)]) : New());
        }

        return batch;
    }

    private UsageEvent Again(UsageEvent usage)
    {
        if (!usage.IsRefused || _random.Next(2) == 0)
        {
            return usage;
        }

        var grown = usage with { Count = usage.Count + 3, Cost = usage.Cost + 3, DurationMicroseconds = usage.DurationMicroseconds + 99 };
        _made.Add(grown);
        return grown;
    }

    private UsageEvent New()
    {
        var isAnonymous = _random.Next(8) == 0;
        var user = _random.Next(1, 5);
        var at = Events.Noon.AddDays(-_random.Next(3)).AddHours(-_random.Next(5)).AddMilliseconds(_random.Next(3_600_000));
        var usage = Events.Served($"node{_random.Next(2)}", ++_sequence, at) with
        {
            Subject = isAnonymous ? "ip_203.0.113.0/24" : $"user_{user}",
            UserId = isAnonymous ? null : user,
            KeyId = isAnonymous ? null : user * 10 + _random.Next(2),
            Plan = _random.Next(10) == 0 ? null : _random.Next(2) == 0 ? "free" : "premium",
            Endpoint = _random.Next(2) == 0 ? "/a" : "/b",
            Country = _random.Next(3) switch { 0 => null, 1 => "CH", _ => "JP" },
            Status = Statuses[_random.Next(Statuses.Length)],
            DurationMicroseconds = (long)Math.Pow(2, _random.NextDouble() * 33),
            BytesIn = _random.Next(2) == 0 ? null : _random.Next(1_000),
            Address = _random.Next(6) == 0 ? null : ClientAddress.Parse($"203.0.{_random.Next(6)}.0/24"),
        };
        usage = _random.Next(4) switch
        {
            0 => usage with { Outcome = (Outcome)_random.Next(1, 7), Status = 429, Charged = 0, Count = _random.Next(1, 4) },
            1 => usage with { Outcome = Outcome.QuotaExceeded, IsShadow = true },
            _ => usage,
        };
        _made.Add(usage);
        return usage;
    }
}
