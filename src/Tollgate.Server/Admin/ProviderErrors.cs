using Tollgate.Billing;

namespace Tollgate.Server.Admin;

/// <summary>Answers 502 when the payment provider does not answer or refuses, and says why.</summary>
internal static class ProviderErrors
{
    /// <summary>An endpoint filter.</summary>
    public static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PaymentProviderException exception)
        {
            return Results.Problem(title: "The payment provider did not do it", detail: exception.Message, statusCode: StatusCodes.Status502BadGateway);
        }
        catch (TimeoutException exception)
        {
            return Results.Problem(title: "Busy", detail: exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
