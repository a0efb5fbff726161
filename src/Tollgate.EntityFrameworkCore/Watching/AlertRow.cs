using System.Data.Common;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Notifying;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Alerts as rows of the table.</summary>
internal static class AlertRow
{
    public static Alert Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Rule = row.GetString(1),
        Thing = row.GetString(2),
        Subject = row.IsDBNull(3) ? null : row.GetString(3),
        Node = row.IsDBNull(4) ? null : row.GetString(4),
        State = row.GetString(5) == "firing" ? AlertState.Firing : AlertState.Resolved,
        Level = row.GetInt32(6),
        Severity = Enum.Parse<NotificationSeverity>(row.GetString(7), ignoreCase: true),
        Summary = row.GetString(8),
        Detail = row.GetString(9),
        FiredAt = Time(row, 10)!.Value,
        ChangedAt = Time(row, 11)!.Value,
        MissingSince = Time(row, 12),
        ResolvedAt = Time(row, 13),
        Revision = row.GetInt32(14),
    };

    /// <summary>Parameters of the statement that stores a new alert.</summary>
    public static (string Name, object? Value)[] ToFire(Alert alert) =>
    [
        ("@rule", alert.Rule), ("@thing", alert.Thing), ("@subject", alert.Subject), ("@node", alert.Node), ("@level", alert.Level),
        ("@severity", Name(alert.Severity)), ("@summary", alert.Summary), ("@detail", alert.Detail), ("@fired_at", alert.FiredAt),
        ("@changed_at", alert.ChangedAt), ("@revision", alert.Revision),
    ];

    /// <summary>Parameters of the statement that stores a change.</summary>
    public static (string Name, object? Value)[] ToChange(Alert alert) =>
    [
        ("@id", alert.Id), ("@state", alert.State == AlertState.Firing ? "firing" : "resolved"), ("@level", alert.Level),
        ("@severity", Name(alert.Severity)), ("@summary", alert.Summary), ("@detail", alert.Detail), ("@changed_at", alert.ChangedAt),
        ("@missing_since", alert.MissingSince ?? StatementSession.NoNumber), ("@resolved_at", alert.ResolvedAt ?? StatementSession.NoNumber), ("@revision", alert.Revision),
    ];

    private static string Name(NotificationSeverity severity) => severity switch
    {
        NotificationSeverity.Info => "info",
        NotificationSeverity.Warning => "warning",
        _ => "critical",
    };

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
