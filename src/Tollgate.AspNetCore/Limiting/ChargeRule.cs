using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Says whether a finished request stays charged.</summary>
internal sealed class ChargeRule(IOptions<HttpOptions> options)
{
    private readonly StatusSet _notCharged = StatusSet.Parse(options.Value.NotCharged);

    /// <summary>Whether the units stay spent; a client that hung up pays always.</summary>
    /// <param name="context">The request, with the response as far as it went.</param>
    /// <param name="hasFailed">Whether an exception ended it, which the server answers with 500.</param>
    public bool IsCharged(HttpContext context, bool hasFailed)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        if (options.Value.IsCharged is { } rule)
        {
            return rule(context);
        }

        var status = hasFailed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
        return !_notCharged.Contains(status);
    }
}
