using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Limiting;

/// <summary>
/// The quotas in memory by their keys, in many small sets: an entry takes a third of what it takes in a concurrent dictionary, a set that
/// grows or is walked through holds nobody up for long, and sets that have emptied give their memory back.
/// </summary>
/// <remarks>Anybody may look something up; only who holds the book's gate adds and removes.</remarks>
internal sealed class QuotaTable
{
    /// <summary>How many sets there are: at a million quotas a set has a thousand.</summary>
    public const int Parts = 1_024;

    private static readonly ByKey Comparer = new();

    private readonly HashSet<Quota>?[] _parts = new HashSet<Quota>?[Parts];
    private int _count;

    /// <summary>Quotas in memory.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The quota of a row; null when it is not in memory.</summary>
    public Quota? Find(QuotaKey key)
    {
        if (Volatile.Read(ref _parts[PartOf(Comparer.GetHashCode(key))]) is not { } part)
        {
            return null;
        }

        lock (part)
        {
            return part.GetAlternateLookup<QuotaKey>().TryGetValue(key, out var quota) ? quota : null;
        }
    }

    /// <summary>Adds a quota whose key is not there yet.</summary>
    public void Add(Quota quota)
    {
        ref var place = ref _parts[PartOf(Comparer.GetHashCode(quota))];
        if (place is not { } part)
        {
            Volatile.Write(ref place, part = new HashSet<Quota>(Comparer));
        }

        lock (part)
        {
            if (part.Count == part.Capacity)
            {
                part.EnsureCapacity(part.Count + 1); // by a fifth; on its own it would double, and be half empty most of the time
            }

            part.Add(quota);
        }

        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Removes a quota.</summary>
    public void Remove(Quota quota)
    {
        var part = _parts[PartOf(Comparer.GetHashCode(quota))]!;
        lock (part)
        {
            part.Remove(quota);
        }

        Volatile.Write(ref _count, _count - 1);
    }

    /// <summary>Copies the quotas of one set, so that they may change while they are looked at.</summary>
    /// <param name="part">0 to <see cref="Parts"/>.</param>
    /// <param name="quotas">Emptied first.</param>
    public void CopyPart(int part, List<Quota> quotas)
    {
        quotas.Clear();
        if (Volatile.Read(ref _parts[part]) is { } set)
        {
            lock (set)
            {
                quotas.AddRange(set);
            }
        }
    }

    /// <summary>Gives memory back that a set no longer needs.</summary>
    public void Trim(int part)
    {
        if (_parts[part] is { } set)
        {
            lock (set)
            {
                if (set.Count < set.Capacity / 4)
                {
                    set.TrimExcess();
                }
            }
        }
    }

    private static int PartOf(int hash) => hash & (Parts - 1);

    private sealed class ByKey : IEqualityComparer<Quota>, IAlternateEqualityComparer<QuotaKey, Quota>
    {
        public bool Equals(Quota? x, Quota? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.Key == y.Key);

        public bool Equals(QuotaKey alternate, Quota other) => alternate == other.Key;

        public int GetHashCode(QuotaKey alternate) => alternate.GetHashCode();

        public int GetHashCode([DisallowNull] Quota quota) => quota.Key.GetHashCode();

        public Quota Create(QuotaKey alternate) => throw new NotSupportedException("A quota is made of a specification.");
    }
}
