using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Recording;

/// <summary>Has each request recorded when its response is complete.</summary>
internal sealed class UsageMiddleware(RequestDelegate next, RequestUsage usage)
{
    public Task InvokeAsync(HttpContext context)
    {
        usage.Watch(context);
        return next(context);
    }
}
