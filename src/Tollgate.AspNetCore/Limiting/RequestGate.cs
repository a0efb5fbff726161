using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tollgate.AspNetCore.Identifying;
using Tollgate.Hosting;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Takes one HTTP request through the gate, and ends it; the middleware and the framework's rate limiter both go here.</summary>
internal sealed class RequestGate(
    Gate gate, IRateLimiter limiter, RequestCredentials credentials, ChargeRule charges, NodeIdentity node, ILogger<RequestGate> logger)
{
    /// <summary>
    /// Decides over the request and leaves the answer in its features; null when it does not count: a preflight, an endpoint that is left
    /// alone, or a second pass through the pipeline.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="cost">Units that the caller names; null leaves it to endpoint and plan.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<TollgateFeature?> AdmitAsync(HttpContext context, long? cost, CancellationToken cancellationToken)
    {
        var presented = credentials.Read(context);
        var terms = EndpointTerms.Of(context);
        if (terms.IsDisabled || IsPreflight(context.Request) || context.Features.Get<ITollgateFeature>() is not null)
        {
            return null;
        }

        var request = new GateRequest
        {
            Credentials = presented,
            Method = HttpMethods.GetCanonicalizedValue(context.Request.Method),
            Path = context.Request.Path.Value is { Length: > 0 } path ? path : "/",
            Scope = terms.Attribute?.Scope,
            Cost = cost ?? terms.Attribute?.CostOrNull,
        };
        var admission = await AdmitAsync(request, cancellationToken);
        var feature = new TollgateFeature(admission, node, limiter, presented.ApiKey is not null)
        {
            Address = presented.Address,
        };
        context.Features.Set<ITollgateFeature>(feature);
        return feature;
    }

    /// <summary>Ends an admitted request; a second call does nothing.</summary>
    /// <param name="context">The request, with the response as far as it went.</param>
    /// <param name="feature">Its admission.</param>
    /// <param name="hasFailed">Whether an exception ended it.</param>
    public void Complete(HttpContext context, TollgateFeature feature, bool hasFailed)
    {
        try
        {
            feature.Complete(gate, IsCharged(context, hasFailed), hasFailed);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.CompletionFailed(logger, exception);
        }
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.Origin.Count > 0
        && request.Headers.AccessControlRequestMethod.Count > 0;

    private async ValueTask<Admission> AdmitAsync(GateRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.AdmitAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Log.GateFailed(logger, exception);
            return new Admission(null, null, Decision.Refused(Outcome.Unavailable));
        }
    }

    private bool IsCharged(HttpContext context, bool hasFailed)
    {
        try
        {
            return charges.IsCharged(context, hasFailed);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.ChargeRuleFailed(logger, exception);
            return true;
        }
    }
}
