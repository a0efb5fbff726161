using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Entitling;

/// <summary>Publishes changes as notifications.</summary>
internal sealed class PostgresChangePublisher : IChangePublisher
{
    public Task PublishAsync(TollgateDbContext context, IReadOnlyCollection<Change> changes, CancellationToken cancellationToken)
    {
        object texts = changes.Select(c => c.ToString()).ToArray();
        return context.Database.ExecuteSqlRawAsync(ChangeStatements.Publish, [texts], cancellationToken);
    }
}
