using Microsoft.Extensions.DependencyInjection;
using Tollgate.AspNetCore.Entitling;
using Tollgate.AspNetCore.Limiting;
using Tollgate.AspNetCore.Recording;
using Tollgate.Recording;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Tollgate in the request pipeline: after authentication, before the endpoints.</summary>
public static class TollgateApplicationBuilderExtensions
{
    /// <summary>Limits every request, writes the headers, records usage and counts the day's requests per user.</summary>
    /// <exception cref="InvalidOperationException">Tollgate's services are not registered.</exception>
    public static IApplicationBuilder UseTollgate(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<RequestUsage>() is { IsEnabled: true })
        {
            app.UseTollgateUsage();
        }

        app.UseTollgateHeaders().UseTollgateLimiting();
        return app.ApplicationServices.GetService<IDailyRequestCounter>() is null ? app : app.UseTollgateDailyCount();
    }

    /// <summary>Admits and charges requests, or refuses them with problem details.</summary>
    /// <exception cref="InvalidOperationException">Tollgate's services are not registered.</exception>
    public static IApplicationBuilder UseTollgateLimiting(this IApplicationBuilder app) =>
        Registered<RequestGate>(app).UseMiddleware<LimitingMiddleware>();

    /// <summary>Writes limits and remaining units into the headers of every response; put it before the limiting.</summary>
    /// <exception cref="InvalidOperationException">Tollgate's services are not registered.</exception>
    public static IApplicationBuilder UseTollgateHeaders(this IApplicationBuilder app) =>
        Registered<RequestGate>(app).UseMiddleware<HeadersMiddleware>();

    /// <summary>Records every request that the limiting after it decides over, when its response is complete; put it before the limiting.</summary>
    /// <exception cref="InvalidOperationException">Tollgate's services are not registered.</exception>
    public static IApplicationBuilder UseTollgateUsage(this IApplicationBuilder app) =>
        Registered<RequestUsage>(app).UseMiddleware<UsageMiddleware>();

    /// <summary>Counts the requests that each user makes a day, as older reports read it from the users; put it after the limiting. A request that is recorded is counted once.</summary>
    /// <exception cref="InvalidOperationException">No database of Tollgate is registered.</exception>
    public static IApplicationBuilder UseTollgateDailyCount(this IApplicationBuilder app) =>
        Registered<IDailyRequestCounter>(app).UseMiddleware<DailyCountMiddleware>();

    /// <summary>
    /// For gateways, before routing: refuses paths that an upstream may read as another endpoint (encoded slashes, backslashes, hidden dot
    /// segments, control characters) with 400, and makes runs of slashes one, so that what is limited is what is forwarded.
    /// </summary>
    public static IApplicationBuilder UseTollgateStrictPaths(this IApplicationBuilder app) => app.UseMiddleware<StrictPathMiddleware>();

    private static IApplicationBuilder Registered<TService>(IApplicationBuilder app)
        where TService : class => app.ApplicationServices.GetService<TService>() is not null
        ? app
        : throw new InvalidOperationException(
            $"Tollgate's {typeof(TService).Name} is not registered; add it first, e.g. builder.Services.AddTollgate(t => t.UseSqlite(\"tollgate.db\").AddHttp()).");
}
