using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Tollgate.Administering;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>The schema as the provider's migrations make it.</summary>
/// <param name="contexts">Contexts of the database.</param>
/// <param name="prepare">What the provider does before it migrates; the context stays open until it is done.</param>
internal sealed class Schema(IDbContextFactory<TollgateDbContext> contexts, Func<TollgateDbContext, CancellationToken, Task> prepare) : ISchema
{
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(10);

    public async Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var latest = context.Database.GetMigrations().Last();
        if (!await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
        {
            return new SchemaState(null, latest, [.. context.Database.GetMigrations()]);
        }

        var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        return new SchemaState(applied.LastOrDefault(), latest, [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)]);
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
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
}
