using System.Runtime.InteropServices;

namespace Tollgate.Recording;

/// <summary>Makes one event of all refusals of a subject, key, endpoint, outcome and second, so that an attack can't fill the disk.</summary>
/// <remarks>
/// A fold has the identity of its first request and a count that only grows. It is handed out again each time it has grown, and whoever
/// stores it keeps the largest: so nothing waits for the second to end, and handing out twice or in the wrong order does no harm.
/// </remarks>
internal sealed class RefusalFolding
{
    private const long KeptSeconds = 2;
    private readonly Dictionary<RefusalKey, UsageEvent> _open = [];
    private readonly HashSet<RefusalKey> _grown = [];
    private long _latest;

    /// <summary>Sorts drained events: those that went on as they are, refusals as the folds that they belong to.</summary>
    public (List<UsageEvent> Served, List<UsageEvent> Refused) Fold(ReadOnlySpan<UsageEvent> drained)
    {
        var served = new List<UsageEvent>(drained.Length);
        foreach (ref readonly var usage in drained)
        {
            if (usage.IsRefused)
            {
                Grow(usage);
            }
            else
            {
                served.Add(usage);
            }
        }

        var refused = new List<UsageEvent>(_grown.Count);
        refused.AddRange(_grown.Select(key => _open[key]));
        _grown.Clear();
        Forget();
        return (served, refused);
    }

    private void Grow(in UsageEvent usage)
    {
        var key = RefusalKey.Of(usage);
        _latest = Math.Max(_latest, key.Second);
        ref var fold = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, key, out var isOpen);
        fold = isOpen ? Sum(fold, usage) : usage;
        _grown.Add(key);
    }

    private static UsageEvent Sum(in UsageEvent fold, in UsageEvent usage) => fold with
    {
        Count = fold.Count + usage.Count,
        DurationMicroseconds = fold.DurationMicroseconds + usage.DurationMicroseconds,
        BytesIn = Sum(fold.BytesIn, usage.BytesIn),
        BytesOut = Sum(fold.BytesOut, usage.BytesOut),
        Cost = fold.Cost + usage.Cost,
    };

    private static long? Sum(long? first, long? second) => first is null ? second : first + (second ?? 0);

    private void Forget()
    {
        foreach (var key in _open.Keys.Where(k => k.Second < _latest - KeptSeconds).ToList())
        {
            _open.Remove(key);
        }
    }
}
