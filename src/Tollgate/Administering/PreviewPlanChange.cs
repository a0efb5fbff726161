using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Shows what a change of plan or seats would do now; changes nothing.</summary>
public sealed class PreviewPlanChange(IUserStore users, IPlanStore plans, IEntitlementStore entitlements, IQuotaLedger ledger)
{
    /// <summary>Limits before and after, what was used, and what each policy would leave.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="plan">The plan's name.</param>
    /// <param name="seats">The seats; null for as many as now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user or plan, or the seats are not valid.</exception>
    public async Task<PlanChangePreview> RunAsync(string user, string plan, long? seats, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        var wanted = await plans.FindAsync(plan, errors, cancellationToken);
        SubscriptionRules.CheckSeats(seats, errors);
        errors.ThrowIfAny();
        var before = await entitlements.FindBySubjectAsync(account!.User.Subject, cancellationToken)
            ?? throw InputErrors.Of("user", user, $"The user '{user}' was removed just now.");
        var reading = await ledger.ReadAsync(account.User.Subject, cancellationToken);
        return Preview(account, before, wanted!.Plan, seats, reading);
    }

    private static PlanChangePreview Preview(UserAccount account, Entitlement before, Plan plan, long? seats, LedgerReading reading)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(reading.DatabaseNow);
        var subscription = account.Subscription is { } held && SubscriptionTimes.GivesAccess(held, now) ? held : null;
        var (start, end) = (subscription?.CurrentPeriodStart ?? now, subscription?.CurrentPeriodEnd);
        var quantity = seats ?? subscription?.Quantity ?? 1;
        var isTrial = subscription is not null && SubscriptionTimes.IsTrial(subscription, now);
        var month = PlanCalendar.Of(plan, start, end).Apply(Window.Month).At(reading.DatabaseNow);
        var used = reading.Rows.FirstOrDefault(r => r.Scope == PlanScope.All)?.UsedIn(Window.StandardSlot(Window.Month.Name), month) ?? 0;
        var old = subscription is null ? null : before.Plan.MonthLimitInForce(subscription.Quantity, isTrial, SubscriptionTimes.PeriodLimit(subscription, now));
        var own = plan.MonthLimitFor(quantity, isTrial);
        return new PlanChangePreview
        {
            Account = account,
            Before = before,
            SeatsBefore = subscription?.Quantity ?? 1,
            Plan = plan,
            Seats = quantity,
            LimitsAfter = LimitsAfter(account, before, plan, quantity, isTrial, (start, end)),
            Month = month,
            Used = used,
            MonthLimitBefore = old,
            Policies = subscription is null ? [] : [.. Enum.GetValues<ChangePolicy>().Select(policy => Of(policy))],
        };

        PolicyPreview Of(ChangePolicy policy)
        {
            var limit = plan.BillsTheMonth(quantity, isTrial) ? plan.MonthLimitInForce(quantity, isTrial, BilledFrom()) : ChangedLimit.Of(policy, old, own, used, month, reading.DatabaseNow) ?? own;
            return new PolicyPreview(policy, policy == plan.ChangePolicy, limit, limit is { } units ? Math.Max(0, units - used) : null);
        }

        // What was used of the plan earlier in the period, before a change away from it, is not looked up: the change itself counts it.
        long? BilledFrom()
        {
            var included = plan.IncludedFor(quantity) ?? 0;
            var includedBefore = before.Plan.IncludedFor(subscription!.Quantity) ?? 0;
            return plan.Name == subscription.PlanName
                ? ChangedLimit.Reseated(SubscriptionTimes.PeriodLimit(subscription, now), subscription.Reference is null ? null : includedBefore, includedBefore, included)
                : ChangedLimit.Billed(used, 0, included, included);
        }
    }

    private static IReadOnlyList<WindowLimit> LimitsAfter(
        UserAccount account, Entitlement before, Plan plan, long seats, bool isTrial, (DateTimeOffset Start, DateTimeOffset? End) period) =>
        EntitlementResolver.Resolve(
            new UserFacts
            {
                Id = account.User.Id,
                Name = account.User.Name,
                Plan = plan,
                Seats = seats,
                IsTrial = isTrial,
                PeriodStart = period.Start,
                PeriodEnd = period.End,
                Restriction = before.Restriction,
                OverageCap = account.SpendCap is { } cap && plan.Overage is { } overage && overage.Currency == cap.Currency ? overage.UnitsFor(cap.Amount) : null,
                Overrides = [.. account.Overrides.Select(o => new OverrideFacts(o.Scope, o.Window, o.Limit))],
            },
            null).Limits;
}
