using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Hosting;

/// <summary>Prepares each connection: a commit is on disk when it returns, and a busy database is waited for.</summary>
internal sealed class DurableConnection : DbConnectionInterceptor
{
    public static DurableConnection Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = SchemaStatements.PrepareConnection;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = SchemaStatements.PrepareConnection;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
