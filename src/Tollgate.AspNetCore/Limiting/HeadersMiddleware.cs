using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Writes the headers of the decision when the response starts, whoever made it: the endpoint, the upstream or a refusal.</summary>
internal sealed class HeadersMiddleware(RequestDelegate next, DecisionHeaders headers)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Write, context);
        return next(context);
    }

    private Task Write(object state)
    {
        var context = (HttpContext)state;
        if (context.Features.Get<ITollgateFeature>() is TollgateFeature feature)
        {
            headers.Write(context, feature);
        }

        return Task.CompletedTask;
    }
}
