using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Subjects that make far more requests today than they usually have by this hour.</summary>
/// <remarks>Usual is the median of the last seven days up to the same hour, of days with requests; a subject with fewer than three such days has no usual.</remarks>
internal sealed class GrowthRule(IOptions<AlertsOptions> options, ISubjectUsage? usage = null) : IAlertRule
{
    private const int Days = 7;
    private const int DaysNeeded = 3;
    private const int SubjectsAtOnce = 500;

    public string Name => "usage_growth";

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var midnight = new DateTimeOffset(round.Now.UtcDateTime.Date, TimeSpan.Zero);
        var hours = TimeSpan.FromHours(round.Now.UtcDateTime.Hour);
        if (usage is null || hours == TimeSpan.Zero)
        {
            return [];
        }

        var settings = options.Value;
        var today = await usage.FindBusiestAsync(midnight, midnight + hours, settings.GrowthMinimum, settings.MaxPerRule, cancellationToken);
        var findings = new List<AlertFinding>();
        foreach (var subjects in today.Keys.Chunk(SubjectsAtOnce))
        {
            var earlier = new List<IReadOnlyDictionary<string, long>>();
            for (var day = 1; day <= Days; day++)
            {
                var start = midnight.AddDays(-day);
                earlier.Add(await usage.FindAsync(subjects, start, start + hours, cancellationToken));
            }

            findings.AddRange(subjects.Select(s => Judge(s, today[s], earlier, midnight)).OfType<AlertFinding>());
        }

        return findings;
    }

    /// <summary>Twice the growth is a new level.</summary>
    private AlertFinding? Judge(string subject, long today, List<IReadOnlyDictionary<string, long>> earlier, DateTimeOffset midnight)
    {
        var counts = earlier.Select(day => day.GetValueOrDefault(subject)).Where(count => count > 0).Order().ToList();
        if (counts.Count < DaysNeeded)
        {
            return null;
        }

        var usual = (counts[(counts.Count - 1) / 2] + counts[counts.Count / 2]) / 2.0;
        var growth = today / usual;
        return growth < options.Value.GrowthFactor ? null : new AlertFinding
        {
            Thing = string.Create(CultureInfo.InvariantCulture, $"{subject}/{midnight.UtcDateTime:yyyy-MM-dd}"),
            Subject = subject,
            Level = 1 + (int)Math.Log2(growth / options.Value.GrowthFactor),
            Severity = NotificationSeverity.Warning,
            Summary = string.Create(CultureInfo.InvariantCulture, $"{subject} made {today:N0} requests today, {growth:0.#} times as many as usual by this hour ({usual:N0})."),
            Detail = "A new feature, a loop, or a stolen key. `tollgate keys list` shows which keys were used last.",
        };
    }
}
