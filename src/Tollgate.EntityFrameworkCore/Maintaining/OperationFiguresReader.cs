using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Maintaining;
using Tollgate.Notifying;

namespace Tollgate.EntityFrameworkCore.Maintaining;

/// <summary>Reads the figures from the tables of jobs, alerts, notifications and billing.</summary>
internal sealed class OperationFiguresReader(IDbContextFactory<TollgateDbContext> contexts) : IOperationFigures
{
    public async Task<OperationFigures> ReadAsync(CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var jobs = await session.ReadAsync(
            OperationStatements.Jobs,
            row => new JobFigures(
                Enum.Parse<MaintenanceSchedule>(row.GetString(0), ignoreCase: true),
                row.IsDBNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                row.IsDBNull(2) ? null : TimeSpan.FromMilliseconds(row.GetInt64(2)),
                row.GetInt64(3)),
            cancellationToken);
        var firing = await session.ReadAsync(
            OperationStatements.Alerts,
            row => (Severity: Enum.Parse<NotificationSeverity>(row.GetString(0), ignoreCase: true), Count: row.GetInt64(1)),
            cancellationToken);
        var (pending, dead) = (await session.ReadAsync(OperationStatements.Notifications, row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken))[0];
        return new OperationFigures(jobs, firing.ToDictionary(f => f.Severity, f => f.Count), pending, dead, await BillingAsync(session, cancellationToken));
    }

    private static async Task<BillingFigures> BillingAsync(StatementSession session, CancellationToken cancellationToken)
    {
        var restricted = await session.ReadAsync(
            OperationStatements.Restrictions,
            row => (Level: Enum.Parse<RestrictionLevel>(row.GetString(0), ignoreCase: true), Count: row.GetInt64(1)),
            cancellationToken);
        var (left, some, none) = (await session.ReadAsync(
            OperationStatements.Credits, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken))[0];
        return new BillingFigures(restricted.ToDictionary(r => r.Level, r => r.Count), left, some, none);
    }
}
