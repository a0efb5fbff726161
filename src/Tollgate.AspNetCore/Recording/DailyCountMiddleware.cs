using Microsoft.AspNetCore.Http;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Recording;

/// <summary>Counts every admitted request of a known user for the day, unless the recorder counts already.</summary>
internal sealed class DailyCountMiddleware(RequestDelegate next, DailyRequestTally tally, RequestUsage usage)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!usage.IsEnabled && context.Features.Get<ITollgateFeature>()?.Admission is { IsAdmitted: true, Entitlement.UserId: { } userId })
        {
            tally.Add(userId);
        }

        return next(context);
    }
}
