using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Tollgate.Administering;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>The schema as the provider's migrations make it.</summary>
/// <param name="contexts">Contexts of the database.</param>
/// <param name="prepare">What the provider does before it migrates; the context stays open until it is done.</param>
/// <param name="passes">Whether a failure is over in a moment, because another process opens or closes the database just now; null for never.</param>
internal sealed class Schema(
    IDbContextFactory<TollgateDbContext> contexts, Func<TollgateDbContext, CancellationToken, Task> prepare, Func<DbException, bool>? passes = null) : ISchema
{
    private const int Attempts = 5;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(10);

    public async Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        string[] all = [.. context.Database.GetMigrations()];
        if (!await ExistsAsync(context, cancellationToken))
        {
            return new SchemaState(null, all[^1], all);
        }

        var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        return new SchemaState(applied.LastOrDefault(), all[^1], [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)]);
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await MigrateOnceAsync(cancellationToken);
            }
            catch (DbException exception) when (attempt < Attempts && passes?.Invoke(exception) == true)
            {
                await Task.Delay(Moment, cancellationToken); // migrations that are done are done; the rest goes on from there
            }
        }
    }

    private async Task<IReadOnlyList<string>> MigrateOnceAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(MigrationTimeout);
        await using var context = await contexts.CreateDbContextAsync(timeout.Token);
        context.Database.SetCommandTimeout(MigrationTimeout); // another node may be migrating a large database
        await prepare(context, timeout.Token);
        var pending = (await ReadAsync(timeout.Token)).Pending;
        if (pending.Count > 0)
        {
            await context.Database.MigrateAsync(timeout.Token);
        }

        return pending;
    }

    /// <summary>Whether there is a database. CanConnect says the same of a server that is away.</summary>
    private static async Task<bool> ExistsAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken);
        }
        catch (InvalidOperationException advice) when (advice.InnerException is DbException cause)
        {
            ExceptionDispatchInfo.Throw(cause); // the framework wraps what may pass into advice to retry
            throw;
        }
    }
}
