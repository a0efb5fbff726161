using Microsoft.Extensions.Logging;

namespace Tollgate.Aggregating;

/// <summary>Sums everything that is recorded and not summed yet; harmless to repeat, to interrupt and to run on several nodes at once.</summary>
/// <param name="store">Where usage is recorded and summed.</param>
/// <param name="time">Tells which days have ended.</param>
/// <param name="logger">Hears of events that came too late.</param>
public sealed class SumUsage(IUsageSummaryStore store, TimeProvider time, ILogger<SumUsage> logger)
{
    /// <summary>A day is summed this long after its end, so that its last events are there and it need not be summed twice.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>What a run would do: nothing is changed.</summary>
    public async Task<UnsummedUsage> PreviewAsync(CancellationToken cancellationToken)
    {
        var unsummed = await store.FindUnsummedAsync(cancellationToken);
        var days = unsummed.Days.Concat(unsummed.Hours.Select(Calendar.DayOf)).Distinct().Order();
        return unsummed with { Days = [.. days.Where(HasEnded)] };
    }

    /// <summary>Sums hours with new events, then days that have ended and have new hours.</summary>
    /// <param name="progress">Hears the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Gives up after the hour or day that is being summed.</param>
    public async Task<SummedUsage> RunAsync(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var (rows, tooLate) = (0L, 0);
        var hours = (await store.FindUnsummedAsync(cancellationToken)).Hours;
        for (var done = 0; done < hours.Count; done++)
        {
            if (await store.SumHourAsync(hours[done], cancellationToken) is { } some)
            {
                rows += some;
            }
            else
            {
                tooLate++;
                Log.CameTooLate(logger, DateTimeOffset.FromUnixTimeMilliseconds(hours[done]));
            }

            progress?.Report((done + 1d) / (hours.Count + 1));
        }

        var days = (await store.FindUnsummedAsync(cancellationToken)).Days.Where(HasEnded).ToList();
        foreach (var day in days)
        {
            rows += await store.SumDayAsync(day, cancellationToken);
        }

        progress?.Report(1);
        return new SummedUsage(hours.Count - tooLate, days.Count, rows, tooLate);
    }

    private bool HasEnded(long day) => time.GetUtcNow() - Grace >= DateTimeOffset.FromUnixTimeMilliseconds(day + Calendar.Day);
}
