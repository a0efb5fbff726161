namespace Tollgate.EntityFrameworkCore;

/// <summary>Makes contexts for lists and reports, which may read from a replica; nothing is ever written through them.</summary>
internal interface IReadContexts
{
    /// <summary>A context to read with.</summary>
    Task<TollgateDbContext> CreateAsync(CancellationToken cancellationToken);
}
