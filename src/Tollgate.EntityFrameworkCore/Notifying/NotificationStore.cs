using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Notifying;

namespace Tollgate.EntityFrameworkCore.Notifying;

/// <summary>The outbox in the table <c>notifications</c>.</summary>
internal sealed class NotificationStore(IDbContextFactory<TollgateDbContext> contexts, StatementDialect dialect, TimeProvider time) : INotificationStore
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    public async Task<int> AddAsync(string key, string topic, Notification notification, IReadOnlyCollection<string> channels, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var now = await dialect.NowAsync(session, time, cancellationToken);
        await session.BeginAsync(cancellationToken);
        var rows = await Outbox.AddAsync(session, key, topic, notification, channels, now, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return rows;
    }

    public async Task<IReadOnlyList<OutboxEntry>> ClaimAsync(
        string node, IReadOnlyCollection<string> channels, int most, TimeSpan claim, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var now = await dialect.NowAsync(session, time, cancellationToken);
        var names = channels.Select((channel, i) => ($"@channel_{i}", (object?)channel)).ToArray();
        var condition = Fill(NotificationStatements.IsDue, string.Join(", ", names.Select(n => n.Item1)));
        if (channels.Count == 0 || await session.NumberAsync(Fill(NotificationStatements.Due, condition), cancellationToken, [.. names, ("@now", now)]) is null)
        {
            return [];
        }

        var statement = Fill(NotificationStatements.Claim, condition).Replace("{1}", dialect.SkipLocked, StringComparison.Ordinal);
        return await session.ReadAsync(
            statement,
            row => new OutboxEntry(row.GetInt64(0), row.GetString(1), row.GetInt32(2), NotificationJson.Read(row.GetString(3))),
            cancellationToken,
            [.. names, ("@now", now), ("@node", node), ("@claim", claim), ("@most", (long)most)]);
    }

    public Task<bool> SentAsync(string node, OutboxEntry entry, CancellationToken cancellationToken) =>
        EndAsync(NotificationStatements.Sent, node, entry, cancellationToken);

    public Task<bool> FailedAsync(string node, OutboxEntry entry, string error, TimeSpan? pause, CancellationToken cancellationToken) => pause is { } wait
        ? EndAsync(NotificationStatements.Failed, node, entry, cancellationToken, ("@error", error), ("@pause", wait))
        : EndAsync(NotificationStatements.GivenUp, node, entry, cancellationToken, ("@error", error));

    public async Task<IReadOnlyList<Undelivered>> ListUndeliveredAsync(int most, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(NotificationStatements.Undelivered, Read, cancellationToken, ("@take", (long)most));
    }

    public async Task<long> DropBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var dropped = 0L;
        while (await session.ExecuteAsync(NotificationStatements.DropSome, cancellationToken, ("@before", before)) is > 0 and var some)
        {
            dropped += some;
            await Task.Delay(Breath, cancellationToken); // lets waiting writers in
        }

        return dropped;
    }

    public async Task<long> CountBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.NumberAsync(NotificationStatements.CountBefore, cancellationToken, ("@before", before)) ?? 0;
    }

    private async Task<bool> EndAsync(
        string statement, string node, OutboxEntry entry, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var now = await dialect.NowAsync(session, time, cancellationToken);
        return await session.ExecuteAsync(
            statement, cancellationToken, [.. parameters, ("@now", now), ("@id", entry.Id), ("@node", node), ("@attempt", entry.Attempt)]) == 1;
    }

    private static string Fill(string statement, string with) => statement.Replace("{0}", with, StringComparison.Ordinal);

    private static Undelivered Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), NotificationJson.Read(row.GetString(2)).Title, row.GetString(3) == "dead", row.GetInt32(4), row.GetString(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)));
}
