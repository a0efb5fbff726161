using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Entitling;

/// <summary>Lets only paths through that name one endpoint, whoever reads them.</summary>
internal sealed class StrictPathMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (RequestPath.IsAmbiguous(path))
        {
            return TypedResults.Problem(
                "The path contains an encoded slash, a backslash, a dot segment or a control character. Send it in its plain form.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "Ambiguous Path",
                type: "urn:tollgate:problem:ambiguous-path").ExecuteAsync(context);
        }

        var collapsed = RequestPath.CollapseSlashes(path);
        if (!ReferenceEquals(collapsed, path))
        {
            context.Request.Path = collapsed;
        }

        return next(context);
    }
}
