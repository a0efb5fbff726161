using Yarp.ReverseProxy.Forwarder;

namespace Tollgate.Server.Gateway;

/// <summary>Answers of the gateway itself when something is wrong, as problem details and without inner details.</summary>
internal static class Problems
{
    /// <summary>An unexpected failure: the log has the details.</summary>
    public static Task UnexpectedAsync(HttpContext context) => Results.Problem(
        title: "Internal server error",
        detail: "The gateway failed to process the request. Its log has the details.",
        statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(context);

    /// <summary>Nothing is served under this path.</summary>
    public static Task NotFoundAsync(HttpContext context) => Results.Problem(
        title: "Not found",
        detail: "Nothing is served under this path.",
        statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);

    /// <summary>Gives a body to what the proxy answered itself, because the upstream could not be reached or broke off.</summary>
    public static async Task ExplainUpstreamAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IForwarderErrorFeature>() is { } failure && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Results.Problem(
                title: "Upstream not available",
                detail: failure.Error is ForwarderError.RequestTimedOut or ForwarderError.ResponseBodyDestination
                    ? "The API behind the gateway did not answer in time."
                    : "The API behind the gateway could not be reached, or did not speak HTTP as expected.",
                statusCode: context.Response.StatusCode).ExecuteAsync(context);
        }
    }
}
