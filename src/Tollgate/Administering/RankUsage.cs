using System.Globalization;
using Tollgate.Aggregating;

namespace Tollgate.Administering;

/// <summary>Finds the subjects that use the most.</summary>
public sealed class RankUsage(IUsageSummaryStore summaries, TimeProvider time)
{
    private const long Day = 24 * 3_600_000;
    private const int MaxLimit = 10_000;

    /// <summary>The subjects with the most, in order.</summary>
    /// <param name="by">What counts.</param>
    /// <param name="from">First instant, brought to the start of its UTC day; null for the first of this month.</param>
    /// <param name="until">First instant that is not wanted, brought to the end of its UTC day; null for the end of the month.</param>
    /// <param name="limit">Subjects at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">The span or the limit is not possible.</exception>
    public async Task<UsageRanking> RunAsync(RankedBy by, DateTimeOffset? from, DateTimeOffset? until, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var first = from ?? new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var last = until ?? new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        var (start, end) = (DayOf(first.ToUnixTimeMilliseconds()), DayOf(last.ToUnixTimeMilliseconds() + Day - 1));
        var errors = new InputErrors();
        if (start >= end)
        {
            errors.Add("from", first.ToString("u", CultureInfo.InvariantCulture), $"The ranking would begin on {first:yyyy-MM-dd} and end on {last:yyyy-MM-dd}; let it begin before it ends.");
        }

        if (limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", limit.ToString(CultureInfo.InvariantCulture), $"limit is {limit}; use 1 to {MaxLimit}.");
        }

        errors.ThrowIfAny();
        return new UsageRanking(
            DateTimeOffset.FromUnixTimeMilliseconds(start),
            DateTimeOffset.FromUnixTimeMilliseconds(end),
            await summaries.RankAsync(start, end, by, limit, cancellationToken));
    }

    private static long DayOf(long at) => at - (at % Day);
}
