using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>A connection on which plain statements run, with or without a transaction.</summary>
internal sealed class StatementSession : IAsyncDisposable
{
    /// <summary>A number that is not there; null stands for a text that is not there.</summary>
    public static readonly object NoNumber = new();

    private readonly TollgateDbContext _context;
    private readonly bool _isBorrowed;
    private bool _isOpened;
    private IDbContextTransaction? _transaction;

    private StatementSession(TollgateDbContext context, bool isBorrowed = false) => (_context, _isBorrowed) = (context, isBorrowed);

    public static async Task<StatementSession> OpenAsync(IDbContextFactory<TollgateDbContext> contexts, CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
            return new StatementSession(context);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements within somebody's transaction, which stays theirs to end.</summary>
    public static StatementSession Within(TollgateDbContext context) => new(context, isBorrowed: true);

    /// <summary>Runs statements on somebody's context, inside the transaction that it is in, if any; its connection is open meanwhile.</summary>
    public static async Task<StatementSession> OnAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        return new StatementSession(context, isBorrowed: true) { _isOpened = true };
    }

    public async Task BeginAsync(CancellationToken cancellationToken) => _transaction = await _context.Database.BeginTransactionAsync(cancellationToken);

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    public async Task<int> ExecuteAsync(string text, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(text, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of the first row; null when there is no row or no value.</summary>
    public async Task<long?> NumberAsync(string text, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(text, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    public async Task<List<T>> ReadAsync<T>(string text, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(text, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        if (!_isBorrowed)
        {
            await _context.DisposeAsync();
        }
        else if (_isOpened)
        {
            await _context.Database.CloseConnectionAsync();
        }
    }

    private DbCommand Command(string statement, (string Name, object? Value)[] parameters)
    {
        var command = _context.Database.GetDbConnection().CreateCommand();
        command.CommandText = statement;
        command.Transaction = (_transaction ?? _context.Database.CurrentTransaction)?.GetDbTransaction();
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            (parameter.Value, parameter.DbType) = value switch
            {
                null => (DBNull.Value, DbType.String),
                string text => (text, DbType.String),
                DateTimeOffset time => (time.ToUnixTimeMilliseconds(), DbType.Int64),
                TimeSpan span => ((long)span.TotalMilliseconds, DbType.Int64),
                int number => (number, DbType.Int32),
                long number => (number, DbType.Int64),
                _ when ReferenceEquals(value, NoNumber) => ((object)DBNull.Value, DbType.Int64),
                _ => throw new ArgumentException($"A {value.GetType().Name} is no parameter of a statement.", nameof(parameters)),
            };
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
