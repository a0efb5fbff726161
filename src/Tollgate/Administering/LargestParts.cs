using Tollgate.Aggregating;

namespace Tollgate.Administering;

/// <summary>Finds the users or keys with the most requests of a selection, exactly, and without reading everybody where that can be.</summary>
/// <remarks>
/// Nobody has more requests of a selection than requests at all. So those who have the most at all are looked at first, and once the last part of
/// the list has as many as the last of them, none of the others can have more. Where the selection is a small part of everything, everybody is read.
/// </remarks>
internal sealed class LargestParts(IUsageSummaryStore summaries)
{
    private const int FirstFactor = 2;
    private const int LastFactor = 16;
    private const int MostSubjects = 10_000;

    /// <summary>The parts with the most requests, in order.</summary>
    /// <param name="selection">Which requests; without subject and key.</param>
    /// <param name="isByKey">Whether keys are wanted, not users.</param>
    /// <param name="limit">Parts at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<UsagePart>> FindAsync(UsageSelection selection, bool isByKey, int limit, CancellationToken cancellationToken)
    {
        var (from, until) = (Calendar.DayOf(selection.From), Calendar.DayOf(selection.Until + Calendar.Day - 1));
        var isEverything = selection is { Plan: null, Endpoint: null, Country: null } && (from, until) == (selection.From, selection.Until);
        if (isEverything && !isByKey)
        {
            var ranked = await summaries.RankAsync(from, until, RankedBy.Requests, limit, cancellationToken);
            return [.. ranked.Select(r => new UsagePart(r.Subject, null, r.UserName, r.Measures.Requests))];
        }

        for (var factor = FirstFactor; factor <= LastFactor; factor *= LastFactor / FirstFactor)
        {
            var most = Math.Min(limit * factor, MostSubjects);
            var busiest = await summaries.RankAsync(from, until, RankedBy.Requests, most, cancellationToken);
            var parts = await summaries.RankPartsAsync(selection, isByKey, [.. busiest.Select(b => b.Subject)], limit, cancellationToken);
            if (busiest.Count < most || (parts.Count == limit && parts[^1].Requests >= busiest[^1].Measures.Requests))
            {
                return parts;
            }
        }

        return await summaries.RankPartsAsync(selection, isByKey, null, limit, cancellationToken);
    }
}
