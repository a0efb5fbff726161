using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Makes Tollgate the global limiter of the framework's rate limiting, with Tollgate's answer to refused requests.</summary>
internal sealed class RateLimiterSetup(RequestGate gate, RefusalResponse refusals) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = new HttpContextRateLimiter(gate);
        options.OnRejected = (rejected, _) => rejected.HttpContext.Features.Get<ITollgateFeature>() is TollgateFeature feature
            && !feature.Admission.IsAdmitted
            ? new ValueTask(refusals.WriteAsync(rejected.HttpContext, feature))
            : ValueTask.CompletedTask; // another limiter's refusal: the framework's status stands
    }
}
