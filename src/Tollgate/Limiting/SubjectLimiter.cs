using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Limits by name, for code that has a subject and an endpoint rather than an HTTP request: jobs, scripts, the command line.</summary>
/// <remarks>
/// A subject is "user_42" or "key_7"; an endpoint is "*", the name of an endpoint group, or a request line such as "GET /v1/search".
/// Every method throws <see cref="KeyNotFoundException"/> for a subject that does not exist.
/// </remarks>
public sealed class SubjectLimiter(IRateLimiter limiter, IEntitlementStore entitlements, IScopeMatcher scopes)
{
    /// <summary>Whether a call would be allowed now, with the reason; charges nothing, so the answer may be old the moment it is given.</summary>
    public async Task<LimitCheck> CheckAsync(string subject, string endpoint, long? cost = null, CancellationToken cancellationToken = default)
    {
        var (entitlement, group) = await FindAsync(subject, endpoint, cancellationToken);
        var decision = await limiter.PeekAsync(entitlement, group, cost ?? group?.Cost ?? 1, cancellationToken);
        return Answer(entitlement, decision);
    }

    /// <summary>Checks and charges all windows in one atomic step: the call that everyone should use.</summary>
    public async Task<LimitCheck> AcquireAsync(string subject, string endpoint, long? cost = null, CancellationToken cancellationToken = default)
    {
        var (entitlement, group) = await FindAsync(subject, endpoint, cancellationToken);
        var decision = await limiter.AcquireAsync(entitlement, group, cost ?? group?.Cost ?? 1, cancellationToken);
        return Answer(entitlement, decision);
    }

    /// <summary>
    /// Counts a call that has been allowed elsewhere in all windows; false when a window has no room for it, and then nothing is counted.
    /// Prefer <see cref="AcquireAsync"/>: between a check and an increment others may have used up the limit.
    /// </summary>
    public async Task<bool> IncrementAsync(string subject, string endpoint, long? cost = null, CancellationToken cancellationToken = default)
    {
        var check = await AcquireAsync(subject, endpoint, cost, cancellationToken);
        limiter.Complete(check.Decision, isCharged: true);
        return check.IsAllowed;
    }

    /// <summary>Where one window stands; null when the plan does not limit it.</summary>
    /// <param name="subject">E.g. "user_42".</param>
    /// <param name="endpoint">E.g. "*".</param>
    /// <param name="window">E.g. "hour"; see <see cref="Window.Parse"/>; or "credits".</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<WindowStatus?> GetUsageAsync(string subject, string endpoint, string window, CancellationToken cancellationToken = default)
    {
        var name = window == Window.Credits.Name ? window : Window.Parse(window).Name;
        var (entitlement, group) = await FindAsync(subject, endpoint, cancellationToken);
        var decision = await limiter.PeekAsync(entitlement, group, 0, cancellationToken);
        var scope = group?.Name ?? PlanScope.All;
        foreach (var status in decision.Windows)
        {
            if (status.Window.Name == name && status.Scope == scope && status.Subject == entitlement.Subject)
            {
                return status;
            }
        }

        return null;
    }

    /// <summary>Where every window of the subject and endpoint stands.</summary>
    public async Task<IReadOnlyList<WindowStatus>> GetUsageAsync(string subject, string endpoint, CancellationToken cancellationToken = default)
    {
        var (entitlement, group) = await FindAsync(subject, endpoint, cancellationToken);
        var decision = await limiter.PeekAsync(entitlement, group, 0, cancellationToken);
        return decision.Windows;
    }

    private static LimitCheck Answer(Entitlement entitlement, in Decision decision) =>
        new(decision.IsAdmitted, DecisionExplanation.Of(decision, entitlement), decision);

    private async ValueTask<(Entitlement Entitlement, PlanScope? Group)> FindAsync(
        string subject, string endpoint, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        var entitlement = await entitlements.FindBySubjectAsync(subject, cancellationToken)
            ?? throw new KeyNotFoundException($"There is no subject '{subject}'; subjects are named user_<id> or key_<id>.");
        return (entitlement, GroupOf(entitlement, endpoint));
    }

    private PlanScope? GroupOf(Entitlement entitlement, string endpoint)
    {
        if (endpoint == PlanScope.All)
        {
            return null;
        }

        var slash = endpoint.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? entitlement.Scopes.FirstOrDefault(s => s.Name == endpoint)
            : scopes.Match(entitlement, slash == 0 ? "GET" : endpoint[..slash].Trim().ToUpperInvariant(), endpoint[slash..]);
    }
}
