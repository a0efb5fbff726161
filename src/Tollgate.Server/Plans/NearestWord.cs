namespace Tollgate.Server.Plans;

/// <summary>Finds what a person probably meant to write.</summary>
internal static class NearestWord
{
    /// <summary>The known word with the fewest edits to the written one, or null when none is near.</summary>
    public static string? To(string written, IEnumerable<string> known)
    {
        if (written.Length > 64)
        {
            return null;
        }

        var nearest = known
            .Select(word => (Word: word, Edits: Edits(written.ToLowerInvariant(), word.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return nearest.Word is not null && nearest.Edits <= Math.Max(2, written.Length / 3) ? nearest.Word : null;
    }

    /// <summary>Insertions, deletions and replacements between two words (Levenshtein distance, two rows).</summary>
    private static int Edits(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
