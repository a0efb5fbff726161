using Tollgate.Notifying;
using Tollgate.Watching;

namespace Tollgate.Server.Commands;

/// <summary>Shows alerts.</summary>
internal static class AlertReport
{
    /// <summary>Columns of <see cref="Row"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Alert", "State", "Severity", "Rule", ">Level", "Since", "What", "Ended"];

    /// <summary>An alert as a row.</summary>
    public static IReadOnlyList<string?> Row(Alert alert) =>
    [
        alert.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Parsers.WordOf(alert.State), Parsers.WordOf(alert.Severity), alert.Rule,
        alert.Level.ToString(System.Globalization.CultureInfo.InvariantCulture), UserReport.Time(alert.FiredAt), alert.Summary, UserReport.Time(alert.ResolvedAt),
    ];

    /// <summary>An alert in JSON.</summary>
    public static object Shape(Alert alert) => new
    {
        alert.Id,
        alert.Rule,
        alert.Thing,
        alert.Subject,
        alert.Node,
        alert.State,
        alert.Level,
        alert.Severity,
        alert.Summary,
        alert.Detail,
        alert.FiredAt,
        alert.ChangedAt,
        alert.ResolvedAt,
    };

    /// <summary>A notification that did not arrive, in JSON.</summary>
    public static object Shape(Undelivered undelivered) => new
    {
        undelivered.Id,
        undelivered.Channel,
        undelivered.Title,
        undelivered.Attempts,
        error = undelivered.LastError,
        nextAt = undelivered.IsDead ? (DateTimeOffset?)null : undelivered.NextAt,
    };
}
