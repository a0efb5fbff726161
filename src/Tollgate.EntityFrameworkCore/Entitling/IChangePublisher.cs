using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>Tells all nodes what changed, as part of the transaction that changes it.</summary>
internal interface IChangePublisher
{
    /// <summary>Publishes changes with the context's transaction: they are heard when it commits, and never when it does not.</summary>
    Task PublishAsync(TollgateDbContext context, IReadOnlyCollection<Change> changes, CancellationToken cancellationToken);
}
