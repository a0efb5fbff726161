using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tollgate.Entitling;
using Tollgate.Postgres.Hosting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Entitling;

/// <summary>Listens for changes on a connection of its own, and connects again for as long as it takes.</summary>
internal sealed class PostgresChangeFeed(
    PostgresDatabase database, ILogger<PostgresChangeFeed> logger, ChangeFeedState? state = null) : IChangeFeed
{
    private const int KeepAliveSeconds = 5; // an idle connection that a firewall dropped looks healthy until something is sent
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<Change> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Unbounded, because dropping a change would leave somebody with an old plan; changes are made by people and a few bytes each.
        var changes = Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = ListenAsync(changes.Writer, stop.Token);
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return change;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await listening;
        }
    }

    private async Task ListenAsync(ChannelWriter<Change> changes, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, cancellationToken);
                await using var connection = new NpgsqlConnection(ListeningConnectionString);
                connection.Notification += (_, e) => changes.TryWrite(Change.Parse(e.Payload));
                await StartAsync(connection, cancellationToken);
                state?.Hear();
                changes.TryWrite(Change.Everything);
                pause = TimeSpan.Zero;
                while (true)
                {
                    await connection.WaitAsync(cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // whatever it was (Npgsql lets socket errors of a name look-up through, too), a node that stops listening serves revoked keys
            catch (Exception error)
#pragma warning restore CA1031
            {
                state?.Lose();
                Log.ChangesNotHeard(logger, error);
                pause = Longer(pause);
            }
        }

        changes.Complete();
    }

    private string ListeningConnectionString => new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        Pooling = false,
        KeepAlive = KeepAliveSeconds,
        ApplicationName = "tollgate changes",
    }.ConnectionString;

    private static async Task StartAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        await using var listen = new NpgsqlCommand(ChangeStatements.Listen, connection);
        await listen.ExecuteNonQueryAsync(cancellationToken);
    }

    private static TimeSpan Longer(TimeSpan pause)
    {
        var longer = (pause * 2) + TimeSpan.FromMilliseconds(50);
        return longer < LongestPause ? longer : LongestPause;
    }
}
