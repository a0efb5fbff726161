using Microsoft.AspNetCore.Http;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Recording;

/// <summary>Counts every admitted request of a known user for the day, unless it is recorded and so counted already.</summary>
internal sealed class DailyCountMiddleware(RequestDelegate next, DailyRequestTally tally)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<RequestOrigin>() is null && context.Features.Get<ITollgateFeature>()?.Admission is { IsAdmitted: true, Entitlement.UserId: { } userId })
        {
            tally.Add(userId);
        }

        return next(context);
    }
}
