using System.Collections.Concurrent;

namespace Tollgate.Limiting;

/// <summary>Terms that are equal, as those of a plan's subscribers are, kept once.</summary>
internal static class SharedTerms
{
    /// <summary>
    /// More than there are plans. Some are each subject's own, such as months that begin with its subscription: when they have filled the room it is emptied,
    /// and what many have is soon there again, a second time at worst in a thousand.
    /// </summary>
    private const int MaxTerms = 1_000;

    private static readonly ConcurrentDictionary<QuotaTerms, QuotaTerms> Known = new(new ByContent());

    private static int s_count;

    /// <summary>The terms themselves or some that are equal.</summary>
    public static QuotaTerms Share(QuotaTerms terms)
    {
        if (terms.Slots[QuotaSpec.CreditsSlot] is not null)
        {
            return terms; // how many credits one has is nobody else's
        }

        if (Known.TryGetValue(terms, out var shared))
        {
            return shared;
        }

        if (Interlocked.Increment(ref s_count) > MaxTerms) // the dictionary's own count would take all its locks
        {
            Known.Clear();
            Volatile.Write(ref s_count, 1);
        }

        return Known.GetOrAdd(terms, terms);
    }

    private sealed class ByContent : IEqualityComparer<QuotaTerms>
    {
        public bool Equals(QuotaTerms? x, QuotaTerms? y) => x is null ? y is null : y is not null && x.Matches(y);

        public int GetHashCode(QuotaTerms terms)
        {
            var hash = default(HashCode);
            hash.Add(terms.Scope);
            hash.Add(terms.Enforcement);
            foreach (var slot in terms.Slots)
            {
                hash.Add(slot?.Limit);
                hash.Add(slot?.Window.Name);
            }

            return hash.ToHashCode();
        }
    }
}
