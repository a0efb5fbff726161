using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Admin;

/// <summary>Spend caps on the admin API: what <c>tollgate users cap</c> does.</summary>
internal static class SpendCapEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var caps = endpoints.MapGroup("/api/users/{user}/spend-cap").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync);
        caps.MapGet("", ShowAsync);
        caps.MapPut("", SetAsync);
        caps.MapDelete("", RemoveAsync);
    }

    private static async Task<IResult> ShowAsync(string user, [FromServices] ShowUser users, CancellationToken cancellationToken) =>
        (await users.RunAsync(user, cancellationToken)).Account.SpendCap is { } cap ? Results.Json(UserReport.Shape(cap)) : Results.NoContent();

    private static async Task<IResult> SetAsync(string user, SpendCapRequest request, [FromServices] SetSpendCap caps, CancellationToken cancellationToken) =>
        Results.Json(UserReport.Shape(await caps.RunAsync(user, request.Amount, request.Currency ?? "", cancellationToken)));

    private static async Task<IResult> RemoveAsync(string user, [FromServices] SetSpendCap caps, CancellationToken cancellationToken)
    {
        await caps.RemoveAsync(user, cancellationToken);
        return Results.NoContent();
    }
}
