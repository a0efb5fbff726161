using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Gives one user another limit than the plan's, or one that the plan does not have.</summary>
public sealed class SetLimitOverride(IUserStore users, IPlanStore plans)
{
    /// <summary>Sets the override, in place of an earlier one for the same scope and window.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="scope">"*" or an endpoint group of the user's plan.</param>
    /// <param name="window">The window's name, see <see cref="Window.Parse"/>.</param>
    /// <param name="limit">Units per window: 0 refuses always, <see cref="Limit.Unlimited"/> never.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user or scope, or window or limit are not valid.</exception>
    public async Task<LimitOverride> RunAsync(string user, string scope, string window, long limit, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (!Window.TryParse(window, out var parsed))
        {
            errors.Add("window", window, $"'{window}' is not a window. Use minute, hour, day, week, month or an ISO 8601 duration such as PT15M or P7D.");
        }

        if (limit < 0)
        {
            errors.Add("limit", limit.ToString(CultureInfo.InvariantCulture), $"The limit is {limit}; use 0 (always refused), a positive number or unlimited.");
        }

        if (account is not null)
        {
            await CheckScopeAsync(account, scope, parsed, errors, cancellationToken);
        }

        errors.ThrowIfAny();
        var changed = new LimitOverride { UserId = account!.User.Id, Scope = scope, Window = parsed!.Name, Limit = limit };
        await users.SaveOverrideAsync(changed, cancellationToken);
        return changed;
    }

    private async Task CheckScopeAsync(UserAccount account, string scope, Window? window, InputErrors errors, CancellationToken cancellationToken)
    {
        var plan = account.Subscription is { } subscription
            ? (await plans.FindAsync(subscription.PlanName, null, cancellationToken))?.Plan
            : null;
        var group = plan?.Scopes.FirstOrDefault(s => s.Name == scope);
        if (scope != PlanScope.All && group is null)
        {
            var names = string.Join(", ", (plan?.Scopes ?? []).Select(s => s.Name).Prepend(PlanScope.All));
            errors.Add("scope", scope, $"The plan '{plan?.Name}' has no endpoint group '{scope}'. Use one of {names}.");
            return;
        }

        var windows = (group?.Limits ?? plan?.Limits ?? []).Select(l => l.Window)
            .Concat(account.Overrides.Where(o => o.Scope == scope).Select(o => Window.Parse(o.Window)))
            .Append(window)
            .Where(w => w is { IsStandard: false })
            .Select(w => w!.Name)
            .Distinct(StringComparer.Ordinal)
            .Count();
        if (windows > PlanRules.MaxCustomWindows)
        {
            errors.Add("window", window?.Name, $"Scope '{scope}' would have {windows} custom windows; plan and overrides together can have {PlanRules.MaxCustomWindows} beside minute, hour, day and month.");
        }
    }
}
