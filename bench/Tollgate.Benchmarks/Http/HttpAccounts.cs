using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Http;

/// <summary>A database with one user and a key, whose ledger and recorded usage are compared with what was answered.</summary>
internal sealed class HttpAccounts
{
    private readonly DatabaseServer _server;

    private readonly bool _isRecorded;

    private HttpAccounts(DatabaseServer server, string connection, string apiKey, bool isRecorded)
    {
        _server = server;
        _isRecorded = isRecorded;
        Connection = connection;
        ApiKey = apiKey;
    }

    /// <summary>Of the database, set up.</summary>
    public string Connection { get; }

    /// <summary>Of the one user; its four windows are not reached.</summary>
    public string ApiKey { get; }

    /// <summary>Creates the database and the user.</summary>
    /// <param name="server">Where.</param>
    /// <param name="name">Of the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isRecorded">Whether requests are to be recorded.</param>
    public static async Task<HttpAccounts> CreateAsync(DatabaseServer server, string name, CancellationToken cancellationToken, bool isRecorded = true)
    {
        var connection = await server.CreateDatabaseAsync(name, cancellationToken);
        return new HttpAccounts(server, connection, await TollgateProgram.PrepareAsync(connection, cancellationToken), isRecorded);
    }

    /// <summary>The key to send; servers that check none get one of the same length.</summary>
    public static string KeyOf(HttpAccounts? accounts) => accounts?.ApiKey ?? "tg_live_0000000000000000000000000000000000000000";

    /// <summary>Statements that the database received so far.</summary>
    public Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => _server.CountStatementsAsync(Connection, cancellationToken);

    /// <summary>Compares, after the server handed its leases back and stored its usage.</summary>
    /// <exception cref="InvalidOperationException">The numbers don't agree.</exception>
    public async Task VerifyAsync(string id, long least, long most, CancellationToken cancellationToken)
    {
        var used = await _server.QueryAsync(Connection, "select coalesce(sum(used_4), 0)::bigint from rate_limit_ledger", cancellationToken);
        var recorded = await _server.QueryAsync(Connection, "select count(*) from api_usage where charged > 0", cancellationToken);
        if (used < least || used > most || (_isRecorded ? recorded < least || recorded > most : recorded > 0))
        {
            throw new InvalidOperationException(
                $"{id}: {least:N0} to {most:N0} requests were admitted; the ledger holds {used:N0} units, and {recorded:N0} were recorded.");
        }
    }
}
