using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Limits asked from the user's side.</summary>
public static class UserLimits
{
    /// <summary>Whether the user may call the endpoint now, with the reason; charges nothing.</summary>
    public static Task<LimitCheck> CanRequestAsync(
        this User user, SubjectLimiter limiter, string endpoint = PlanScope.All, CancellationToken cancellationToken = default) =>
        limiter.CheckAsync(user.Subject, endpoint, cancellationToken: cancellationToken);

    /// <summary>Checks and charges one call of the user in all windows, atomically.</summary>
    public static Task<LimitCheck> AcquireAsync(
        this User user, SubjectLimiter limiter, string endpoint = PlanScope.All, CancellationToken cancellationToken = default) =>
        limiter.AcquireAsync(user.Subject, endpoint, cancellationToken: cancellationToken);

    /// <summary>Where one window of the user stands, e.g. "hour"; null when the plan does not limit it.</summary>
    public static Task<WindowStatus?> GetUsageAsync(
        this User user, SubjectLimiter limiter, string window, string endpoint = PlanScope.All, CancellationToken cancellationToken = default) =>
        limiter.GetUsageAsync(user.Subject, endpoint, window, cancellationToken);
}
