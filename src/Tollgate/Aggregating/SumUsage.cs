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
    public async Task<SummedUsage> RunAsync(Action<double>? progress, CancellationToken cancellationToken)
    {
        var hours = (await store.FindUnsummedAsync(cancellationToken)).Hours;
        var (done, rows, tooLate) = (0, 0L, 0);
        var gate = new Lock();
        await ForEachAsync(hours, SumHourAsync, cancellationToken);

        var days = (await store.FindUnsummedAsync(cancellationToken)).Days.Where(HasEnded).ToList();
        await ForEachAsync(days, SumDayAsync, cancellationToken);
        progress?.Invoke(1);
        return new SummedUsage(hours.Count - tooLate, days.Count, rows, tooLate);

        async ValueTask SumHourAsync(long hour, CancellationToken token)
        {
            var some = await store.SumHourAsync(hour, token);
            if (some is null)
            {
                Log.CameTooLate(logger, DateTimeOffset.FromUnixTimeMilliseconds(hour));
            }

            lock (gate)
            {
                rows += some ?? 0;
                tooLate += some is null ? 1 : 0;
                progress?.Invoke(++done / (hours.Count + 1d));
            }
        }

        async ValueTask SumDayAsync(long day, CancellationToken token)
        {
            var some = await store.SumDayAsync(day, token);
            Interlocked.Add(ref rows, some);
        }
    }

    private Task ForEachAsync(IEnumerable<long> starts, Func<long, CancellationToken, ValueTask> sum, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(starts, new ParallelOptions { MaxDegreeOfParallelism = store.AtOnce, CancellationToken = cancellationToken }, sum);

    private bool HasEnded(long day) => time.GetUtcNow() - Grace >= DateTimeOffset.FromUnixTimeMilliseconds(day + Calendar.Day);
}
