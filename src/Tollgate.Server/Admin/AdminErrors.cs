using Tollgate.Administering;

namespace Tollgate.Server.Admin;

/// <summary>Answers wrong input of the admin API with 400 and everything that is wrong.</summary>
internal static class AdminErrors
{
    /// <summary>An endpoint filter.</summary>
    public static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidInputException exception)
        {
            return Results.ValidationProblem(
                exception.Errors.GroupBy(e => e.Field).ToDictionary(g => g.Key, g => g.Select(e => e.Message).ToArray()),
                title: "The request has wrong input");
        }
    }
}
