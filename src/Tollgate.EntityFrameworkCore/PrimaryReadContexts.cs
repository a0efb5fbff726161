using Microsoft.EntityFrameworkCore;

namespace Tollgate.EntityFrameworkCore;

/// <summary>Reads from where everything is written.</summary>
internal sealed class PrimaryReadContexts(IDbContextFactory<TollgateDbContext> contexts) : IReadContexts
{
    public Task<TollgateDbContext> CreateAsync(CancellationToken cancellationToken) => contexts.CreateDbContextAsync(cancellationToken);
}
