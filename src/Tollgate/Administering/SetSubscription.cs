using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Subscribes a user, or changes plan, seats, status, trial and period; usage so far is kept.</summary>
public sealed class SetSubscription(IUserStore users, IPlanStore plans, TimeProvider clock)
{
    /// <summary>Makes the subscription what is asked for.</summary>
    /// <exception cref="InvalidInputException">There is no such user or plan, the seats are not valid, or the period ends before it starts.</exception>
    public async Task<Subscription> RunAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(request.User, errors, cancellationToken);
        var plan = request.Plan is { } name ? await plans.FindAsync(name, errors, cancellationToken) : null;
        if (account is { Subscription: null } && request.Plan is null)
        {
            errors.Add("plan", null, $"'{request.User}' has no subscription yet; name the plan to subscribe to.");
        }

        SubscriptionRules.CheckSeats(request.Quantity, errors);
        var subscription = account is null ? null : Changed(account, request, plan?.Plan.Name);
        if (subscription is { CurrentPeriodEnd: { } end } && end <= subscription.CurrentPeriodStart)
        {
            errors.Add("periodEnd", $"{end:u}", $"The period would end at {end:u}, not after its start at {subscription.CurrentPeriodStart:u}; give a later end.");
        }

        errors.ThrowIfAny();
        if (account!.Subscription is { } current)
        {
            return await users.ChangeSubscriptionAsync(current, stored => Apply(request, plan?.Plan.Name, stored), cancellationToken);
        }

        await users.SaveSubscriptionAsync(subscription!, cancellationToken);
        return (await users.FindAsync(account.User.Id, cancellationToken))?.Subscription ?? subscription!;
    }

    private void Apply(SubscriptionRequest request, string? plan, Subscription stored)
    {
        stored.PlanName = plan ?? stored.PlanName;
        stored.Quantity = request.Quantity ?? stored.Quantity;
        stored.Status = request.Status ?? (request.TrialEndsAt > clock.GetUtcNow() ? SubscriptionStatus.Trialing : stored.Status);
        stored.TrialEndsAt = request.TrialEndsAt ?? stored.TrialEndsAt;
        stored.CurrentPeriodStart = request.PeriodStart ?? stored.CurrentPeriodStart;
        stored.CurrentPeriodEnd = request.PeriodEnd ?? stored.CurrentPeriodEnd;
    }

    private Subscription Changed(UserAccount account, SubscriptionRequest request, string? plan)
    {
        var current = account.Subscription;
        var changed = new Subscription
        {
            Id = current?.Id ?? 0,
            UserId = account.User.Id,
            PlanName = current?.PlanName ?? "",
            Status = current?.Status ?? SubscriptionStatus.Active,
            CurrentPeriodStart = current?.CurrentPeriodStart ?? clock.GetUtcNow(),
            CurrentPeriodEnd = current?.CurrentPeriodEnd,
        };
        Apply(request, plan, changed);
        return changed;
    }
}
