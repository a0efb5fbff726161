using System.Collections.Concurrent;

namespace Tollgate.Limiting;

/// <summary>Terms that are equal, as those of a plan's subscribers are, kept once.</summary>
internal static class SharedTerms
{
    private static readonly Room<QuotaTerms> ByContent = new(new SameContent());
    private static readonly Room<LimitList> ByLimits = new(new SameLimits());

    /// <summary>The terms themselves or some that are equal.</summary>
    public static QuotaTerms Share(QuotaTerms terms) =>
        HasCredits(terms) ? terms : ByContent.Find(terms) ?? ByContent.Add(terms, terms);

    /// <summary>The terms of a list of limits; nothing is made when the same list, in the same order, has been seen before.</summary>
    /// <exception cref="ArgumentException">A window stands twice, there are more than four custom windows, or a limit is negative.</exception>
    public static QuotaTerms Of(string scope, IReadOnlyList<WindowLimit> limits, Enforcement enforcement)
    {
        if (ByLimits.Find(new LimitList(scope, limits, enforcement)) is { } known)
        {
            return known;
        }

        var terms = Share(new QuotaTerms(scope, QuotaSpec.SlotsOf(scope, limits), enforcement));
        return HasCredits(terms) ? terms : ByLimits.Add(new LimitList(scope, [.. limits], enforcement), terms);
    }

    /// <summary>How many credits one has is nobody else's.</summary>
    private static bool HasCredits(QuotaTerms terms) => terms.Slots[QuotaSpec.CreditsSlot] is not null;

    private readonly record struct LimitList(string Scope, IReadOnlyList<WindowLimit> Limits, Enforcement Enforcement);

    /// <summary>
    /// Room for more terms than there are plans. Some are each subject's own, such as months that begin with its subscription: when they have filled it, it is emptied,
    /// and what many have is soon there again, a second time at worst in a thousand.
    /// </summary>
    private sealed class Room<TKey>(IEqualityComparer<TKey> comparer)
        where TKey : notnull
    {
        private const int MaxTerms = 1_000;

        private readonly ConcurrentDictionary<TKey, QuotaTerms> _known = new(comparer);
        private int _count;

        public QuotaTerms? Find(TKey key) => _known.GetValueOrDefault(key);

        public QuotaTerms Add(TKey key, QuotaTerms terms)
        {
            if (Interlocked.Increment(ref _count) > MaxTerms) // the dictionary's own count would take all its locks
            {
                _known.Clear();
                Volatile.Write(ref _count, 1);
            }

            return _known.GetOrAdd(key, terms);
        }
    }

    private sealed class SameContent : IEqualityComparer<QuotaTerms>
    {
        public bool Equals(QuotaTerms? x, QuotaTerms? y) => x is null ? y is null : y is not null && x.Matches(y);

        public int GetHashCode(QuotaTerms terms)
        {
            var hash = default(HashCode);
            hash.Add(terms.Scope);
            hash.Add(terms.Enforcement);
            foreach (var slot in terms.Slots)
            {
                hash.Add(slot); // all of it: months of each subscription's own differ in their anchor only
            }

            return hash.ToHashCode();
        }
    }

    private sealed class SameLimits : IEqualityComparer<LimitList>
    {
        public bool Equals(LimitList x, LimitList y)
        {
            if (x.Scope != y.Scope || x.Enforcement != y.Enforcement || x.Limits.Count != y.Limits.Count)
            {
                return false;
            }

            for (var i = 0; i < x.Limits.Count; i++)
            {
                if (!x.Limits[i].Equals(y.Limits[i]))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(LimitList list)
        {
            var hash = default(HashCode);
            hash.Add(list.Scope);
            hash.Add(list.Enforcement);
            for (var i = 0; i < list.Limits.Count; i++)
            {
                hash.Add(list.Limits[i]);
            }

            return hash.ToHashCode();
        }
    }
}
