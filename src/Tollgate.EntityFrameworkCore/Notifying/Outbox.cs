using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Notifying;

namespace Tollgate.EntityFrameworkCore.Notifying;

/// <summary>Adds to the outbox inside somebody's transaction.</summary>
internal static class Outbox
{
    public static async Task<int> AddAsync(
        StatementSession session, string key, string topic, Notification notification, IEnumerable<string> channels, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var payload = NotificationJson.Write(notification);
        var rows = 0;
        foreach (var channel in channels)
        {
            rows += await session.ExecuteAsync(
                NotificationStatements.Add,
                cancellationToken,
                ("@key", key), ("@channel", channel), ("@topic", topic), ("@payload", payload), ("@now", now));
        }

        return rows;
    }
}
