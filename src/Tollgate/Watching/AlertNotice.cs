using System.Globalization;
using Tollgate.Notifying;

namespace Tollgate.Watching;

/// <summary>Words the change of an alert.</summary>
internal static class AlertNotice
{
    /// <summary>What tells this change from all others: a second notification of it is not stored.</summary>
    public static string KeyOf(Alert alert) => string.Create(CultureInfo.InvariantCulture, $"alert_{alert.Id}_{alert.Revision}");

    /// <summary>What is about one alert keeps its order.</summary>
    public static string TopicOf(Alert alert) => string.Create(CultureInfo.InvariantCulture, $"alert_{alert.Id}");

    /// <summary>The notification.</summary>
    public static Notification Of(AlertChange change)
    {
        var alert = change.Alert;
        var isOver = change.Kind == AlertChangeKind.Resolved;
        return new Notification
        {
            Id = Notification.NewId(),
            Type = change.Kind switch
            {
                AlertChangeKind.Fired => "alert.firing",
                AlertChangeKind.Raised => "alert.raised",
                _ => "alert.resolved",
            },
            Severity = alert.Severity,
            Title = isOver ? $"Resolved: {alert.Summary}" : alert.Summary,
            Text = isOver ? "" : alert.Detail,
            At = alert.ChangedAt,
            Data = DataOf(alert),
        };
    }

    private static Dictionary<string, string?> DataOf(Alert alert) => new()
    {
        ["alert"] = alert.Id.ToString(CultureInfo.InvariantCulture),
        ["rule"] = alert.Rule,
        ["thing"] = alert.Thing,
        ["subject"] = alert.Subject,
        ["node"] = alert.Node,
        ["state"] = alert.State == AlertState.Firing ? "firing" : "resolved",
        ["level"] = alert.Level.ToString(CultureInfo.InvariantCulture),
        ["summary"] = alert.Summary,
        ["firedAt"] = Text(alert.FiredAt),
        ["resolvedAt"] = alert.ResolvedAt is { } resolved ? Text(resolved) : null,
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
