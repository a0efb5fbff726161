using Tollgate.Aggregating;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Says when a subject's day and month quota will be used up if it goes on as it does.</summary>
public sealed class ForecastUsage(FindSubject subjects, IQuotaLedger ledger, IUsageSummaryStore summaries, TimeProvider time)
{
    private const long Hour = 3_600_000;
    private static readonly TimeSpan ShortPast = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongPast = TimeSpan.FromDays(7);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A forecast for each window of a day and longer.</summary>
    /// <param name="subject">"user_42", a user's name, "key_7", or an anonymous caller's address ("ip_203.0.113.7").</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such subject.</exception>
    public async Task<UsageForecast> RunAsync(string subject, CancellationToken cancellationToken)
    {
        var entitlement = await subjects.RunAsync(subject, cancellationToken);
        var now = time.GetUtcNow();
        var windows = (await ledger.ReadAsync(entitlement, cancellationToken))
            .Where(w => !w.Window.NeverEnds && w.Scope == PlanScope.All && w.Subject == entitlement.Subject && w.ResetsAt - w.StartsAt >= Day - TimeSpan.FromHours(1)); // a day may have 23
        var past = await ChargedAsync(entitlement.Subject, now, cancellationToken);
        return new UsageForecast(
            entitlement.Subject, entitlement.UserName, entitlement.Plan.Name, [.. windows.Select(w => Forecast(w, past, now))]);
    }

    /// <summary>Units charged in each hour of the last week, by its start.</summary>
    private async Task<SortedDictionary<long, long>> ChargedAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now.ToUnixTimeMilliseconds();
        until += (Hour - (until % Hour)) % Hour;
        var from = until - (long)LongPast.TotalMilliseconds - Hour;
        var hours = new SortedDictionary<long, long>();
        await foreach (var summary in summaries.ReadAsync(new UsageSelection(SummaryGrain.Hour, from, until) { Subject = subject }, cancellationToken))
        {
            hours[summary.Start] = hours.GetValueOrDefault(summary.Start) + summary.Measures.Charged;
        }

        return hours;
    }

    private static WindowForecast Forecast(in WindowStatus window, SortedDictionary<long, long> past, DateTimeOffset now)
    {
        var isLong = window.ResetsAt - window.StartsAt > Day + TimeSpan.FromHours(1);
        var pace = Pace(past, isLong ? LongPast : ShortPast, now) ?? window.Used / Math.Max(1d / 60, (now - window.StartsAt).TotalHours);
        var left = window.ResetsAt - now;
        var expected = window.Used + (pace * left.TotalHours);
        DateTimeOffset? usedUpAt = null;
        if (window.Limit != Limit.Unlimited && window.Remaining == 0)
        {
            usedUpAt = now;
        }
        else if (window.Limit != Limit.Unlimited && expected > window.Limit)
        {
            usedUpAt = now + TimeSpan.FromHours(window.Remaining / pace);
        }

        return new WindowForecast(window, pace, usedUpAt, expected >= long.MaxValue ? long.MaxValue : (long)expected);
    }

    /// <summary>Units an hour over the time before now, beginning with the first hour that has any; null without any.</summary>
    private static double? Pace(SortedDictionary<long, long> hours, TimeSpan past, DateTimeOffset now)
    {
        var from = (now - past).ToUnixTimeMilliseconds();
        from -= from % Hour;
        var charged = hours.Where(h => h.Key >= from).ToList();
        return charged.Count == 0 ? null : charged.Sum(h => h.Value) / (now - DateTimeOffset.FromUnixTimeMilliseconds(charged[0].Key)).TotalHours;
    }
}
