using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Keeps, inside somebody's transaction, the stretches of billing periods whose usage is metered.</summary>
internal sealed class SegmentWriter
{
    /// <summary>Call it after a subscription's plan, period or quantity was written.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="subscription">As it is now.</param>
    /// <param name="plan">The plan that it is to now.</param>
    /// <param name="cancellationToken">Gives up.</param>
#pragma warning disable CA1822, IDE0060 // gets its work with metered billing
    public Task ApplyAsync(TollgateDbContext context, Subscription subscription, Plan plan, CancellationToken cancellationToken) => Task.CompletedTask;
#pragma warning restore CA1822, IDE0060
}
