using System.Collections.Concurrent;

namespace Tollgate.Limiting;

/// <summary>Lists of windows and limits that are equal, as those of a plan's subscribers are, kept once.</summary>
internal static class SlotSets
{
    /// <summary>More than there are plans; what comes after that, such as months that begin with each subscription, is kept by its subject.</summary>
    private const int MaxSets = 1_000;

    private static readonly ConcurrentDictionary<WindowLimit?[], WindowLimit?[]> Sets = new(new ByContent());

    private static int s_count;

    /// <summary>The list itself or one that is equal; nobody changes either.</summary>
    public static WindowLimit?[] Share(WindowLimit?[] slots)
    {
        if (Sets.TryGetValue(slots, out var shared))
        {
            return shared;
        }

        if (Volatile.Read(ref s_count) >= MaxSets)
        {
            return slots;
        }

        Interlocked.Increment(ref s_count); // the dictionary's own count would take all its locks
        return Sets.GetOrAdd(slots, slots);
    }

    private sealed class ByContent : IEqualityComparer<WindowLimit?[]>
    {
        public bool Equals(WindowLimit?[]? x, WindowLimit?[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(WindowLimit?[] slots)
        {
            var hash = default(HashCode);
            foreach (var slot in slots)
            {
                hash.Add(slot?.Limit);
                hash.Add(slot?.Window.Name);
            }

            return hash.ToHashCode();
        }
    }
}
