using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Admits or refuses a request, and ends it exactly once when the response is done.</summary>
internal sealed class LimitingMiddleware(RequestDelegate next, RequestGate gate, RefusalResponse refusals)
{
    public async Task InvokeAsync(HttpContext context)
    {
        TollgateFeature? feature;
        try
        {
            feature = await gate.AdmitAsync(context, cost: null, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // the client is gone, nobody waits for an answer
        }

        if (feature is null)
        {
            await next(context);
        }
        else if (!feature.Admission.IsAdmitted)
        {
            await refusals.WriteAsync(context, feature);
        }
        else
        {
            var hasFailed = true;
            try
            {
                await next(context);
                hasFailed = false;
            }
            finally
            {
                gate.Complete(context, feature, hasFailed);
            }
        }
    }
}
