using System.Threading.RateLimiting;
using Tollgate.AspNetCore.Limiting;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore;

/// <summary>
/// A <see cref="System.Threading.RateLimiting.RateLimiter"/> over the ledger for calls that you make yourself: all nodes together keep
/// within a provider's limits.
/// </summary>
/// <remarks>
/// One permit is one unit. A lease stays charged when it is disposed; windows end by the clock, not by use. The ledger may have to be asked,
/// so <see cref="System.Threading.RateLimiting.RateLimiter.AttemptAcquire"/> never gets a lease: use AcquireAsync, which does not queue.
/// </remarks>
public sealed class SubjectRateLimiter : System.Threading.RateLimiting.RateLimiter
{
    private readonly IRateLimiter _limiter;
    private readonly Entitlement _entitlement;

    /// <summary>Creates a limiter for one subject.</summary>
    /// <param name="limiter">The application's limiter, from its services.</param>
    /// <param name="subject">Whose units are charged, e.g. "outgoing_github"; must not begin with "user_", "key_" or "ip_".</param>
    /// <param name="limits">Limits per window, e.g. 5,000 an hour.</param>
    /// <param name="enforcement">Leased (default) or strict.</param>
    /// <exception cref="ArgumentException">The subject could be a caller's.</exception>
    public SubjectRateLimiter(
        IRateLimiter limiter, string subject, IReadOnlyList<WindowLimit> limits, Enforcement enforcement = Enforcement.Leased)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        if (subject.StartsWith("user_", StringComparison.Ordinal) || subject.StartsWith("key_", StringComparison.Ordinal)
            || subject.StartsWith("ip_", StringComparison.Ordinal))
        {
            throw new ArgumentException($"The subject '{subject}' could be a caller's; choose another prefix, e.g. 'outgoing_'.", nameof(subject));
        }

        _limiter = limiter;
        _entitlement = new Entitlement
        {
            Subject = subject,
            Plan = new Plan { Name = "outgoing", Limits = limits, Enforcement = enforcement },
            Limits = limits,
        };
    }

    /// <summary>Null: the subject's units belong to all nodes, so this limiter is never idle for good.</summary>
    public override TimeSpan? IdleDuration => null;

    /// <summary>Null: ask the ledger for usage.</summary>
    public override RateLimiterStatistics? GetStatistics() => null;

    /// <inheritdoc />
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => RefusedLease.NotAsked;

    /// <inheritdoc />
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var decision = await _limiter.AcquireAsync(_entitlement, null, permitCount, cancellationToken);
        return decision.IsAdmitted
            ? new AcquiredLease(() => _limiter.Complete(decision, isCharged: true))
            : new RefusedLease(decision.RetryAfter, decision.Outcome.ToString());
    }
}
