using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Tollgate as the limiter of <c>app.UseRateLimiter()</c>: every plan, window and restriction behind the framework's own door.</summary>
/// <remarks>
/// One permit is one request at the cost that endpoint and plan say; any other number is a cost in units. Tollgate may have to ask the
/// database, so an attempt that may not wait gets no lease; the framework's middleware then asks again and waits.
/// </remarks>
internal sealed class HttpContextRateLimiter(RequestGate gate) : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => RefusedLease.NotAsked;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken)
    {
        var feature = await gate.AdmitAsync(resource, permitCount == 1 ? null : permitCount, cancellationToken);
        if (feature is null)
        {
            return new AcquiredLease(static () => { });
        }

        return feature.Admission.IsAdmitted
            ? new AcquiredLease(() => gate.Complete(resource, feature, hasFailed: false))
            : new RefusedLease(feature.Admission.Decision.RetryAfter, feature.Admission.Decision.Outcome.ToString());
    }
}
