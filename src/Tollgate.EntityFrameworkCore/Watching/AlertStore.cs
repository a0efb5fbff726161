using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Notifying;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Alerts in the table <c>alerts</c>, the right to look for them in <c>alert_pass</c>.</summary>
internal sealed class AlertStore(IDbContextFactory<TollgateDbContext> contexts, StatementDialect dialect, TimeProvider time) : IAlertStore
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    public async Task<AlertPass?> BeginAsync(string node, TimeSpan interval, TimeSpan claim, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var now = await dialect.NowAsync(session, time, cancellationToken);
        var begun = await session.ReadAsync<DateTimeOffset?>(
            AlertStatements.Begin,
            row => row.IsDBNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            cancellationToken,
            ("@node", node), ("@now", now), ("@claim", claim), ("@interval", interval));
        return begun is [var previous] ? new AlertPass(now, previous) : null;
    }

    public async Task EndAsync(string node, AlertPass pass, bool isDone, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        await session.ExecuteAsync(
            AlertStatements.End, cancellationToken, ("@node", node), ("@begun_at", pass.Now), ("@done_at", isDone ? pass.Now : StatementSession.NoNumber));
    }

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await dialect.NowAsync(session, time, cancellationToken);
    }

    public async Task<IReadOnlyList<Alert>> FindFiringAsync(string rule, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(AlertStatements.Firing, AlertRow.Read, cancellationToken, ("@rule", rule));
    }

    public async Task<IReadOnlyList<string>> FindFiringRulesAsync(CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(AlertStatements.FiringRules, row => row.GetString(0), cancellationToken);
    }

    public async Task<IReadOnlyList<AlertChange>> ApplyAsync(
        IReadOnlyList<AlertChange> changes, Func<Alert, IReadOnlyCollection<string>> channelsOf, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var now = await dialect.NowAsync(session, time, cancellationToken);
        await session.BeginAsync(cancellationToken);
        var stored = new List<AlertChange>();

        // In the order of their keys, so that two nodes that store the same changes never deadlock.
        foreach (var change in changes.OrderBy(c => c.Alert.Id).ThenBy(c => c.Alert.Rule, StringComparer.Ordinal).ThenBy(c => c.Alert.Thing, StringComparer.Ordinal))
        {
            if (await StoreAsync(session, change, cancellationToken) is not { } done)
            {
                continue;
            }

            stored.Add(done);
            if (done.IsAnnounced)
            {
                var alert = done.Alert;
                await Outbox.AddAsync(
                    session, AlertNotice.KeyOf(alert), AlertNotice.TopicOf(alert), AlertNotice.Of(done), channelsOf(alert), now, cancellationToken);
            }
        }

        await session.CommitAsync(cancellationToken);
        return stored;
    }

    public async Task SeenAsync(string node, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        if (await session.NumberAsync(AlertStatements.HasOwn, cancellationToken, ("@node", node)) > 0)
        {
            var now = await dialect.NowAsync(session, time, cancellationToken);
            await session.ExecuteAsync(AlertStatements.Seen, cancellationToken, ("@node", node), ("@now", now));
        }
    }

    public async Task<IReadOnlyList<Alert>> FindOrphansAsync(TimeSpan unseenFor, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var now = await dialect.NowAsync(session, time, cancellationToken);
        return await session.ReadAsync(AlertStatements.Orphans, AlertRow.Read, cancellationToken, ("@before", now - unseenFor));
    }

    public async Task<IReadOnlyList<Alert>> ListAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        var statement = AlertStatements.List
            + (query.WithResolved ? "" : AlertStatements.AndFiring)
            + (query.Rule is null ? "" : AlertStatements.AndRule)
            + (query.Subject is null ? "" : AlertStatements.AndSubject)
            + AlertStatements.NewestFirst;
        var parameters = new List<(string, object?)> { ("@before", query.Before ?? long.MaxValue), ("@take", (long)Math.Clamp(query.Take, 1, AlertQuery.MaxTake)) };
        if (query.Rule is { } rule)
        {
            parameters.Add(("@rule", rule));
        }

        if (query.Subject is { } subject)
        {
            parameters.Add(("@subject", subject));
        }

        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(statement, AlertRow.Read, cancellationToken, [.. parameters]);
    }

    public async Task<long> DropResolvedBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var dropped = 0L;
        while (await session.ExecuteAsync(AlertStatements.DropSome, cancellationToken, ("@before", before)) is > 0 and var some)
        {
            dropped += some;
            await Task.Delay(Breath, cancellationToken); // lets waiting writers in
        }

        return dropped;
    }

    public async Task<long> CountResolvedBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.NumberAsync(AlertStatements.CountBefore, cancellationToken, ("@before", before)) ?? 0;
    }

    /// <summary>The change as it was stored; null when another node was faster.</summary>
    private static async Task<AlertChange?> StoreAsync(StatementSession session, AlertChange change, CancellationToken cancellationToken)
    {
        if (change.Kind == AlertChangeKind.Fired)
        {
            return await session.NumberAsync(AlertStatements.Fire, cancellationToken, AlertRow.ToFire(change.Alert)) is { } id
                ? change with { Alert = change.Alert with { Id = id } }
                : null;
        }

        return await session.ExecuteAsync(AlertStatements.Change, cancellationToken, AlertRow.ToChange(change.Alert)) == 1 ? change : null;
    }
}
