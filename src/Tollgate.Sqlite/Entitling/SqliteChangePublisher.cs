using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Entitling;

/// <summary>Publishes changes as rows that other processes poll.</summary>
internal sealed class SqliteChangePublisher(TimeProvider clock) : IChangePublisher
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    public async Task PublishAsync(TollgateDbContext context, IReadOnlyCollection<Change> changes, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var change in changes)
        {
            await context.Database.ExecuteSqlRawAsync(ChangeStatements.Publish, [change.ToString(), now.ToUnixTimeMilliseconds()], cancellationToken);
        }

        await context.Database.ExecuteSqlRawAsync(ChangeStatements.DeleteOld, [(now - KeptFor).ToUnixTimeMilliseconds()], cancellationToken);
    }
}
