using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Admin;

/// <summary>Plans on the admin API: what <c>tollgate plans preview</c> answers.</summary>
internal static class PlanEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup("/api/plans").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync)
            .MapGet("/preview", PreviewAsync);

    private static async Task<IResult> PreviewAsync(HttpRequest request, [FromServices] PreviewPlanChange previews, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "user", "plan", "quantity");
        var (user, plan, quantity) = (words.Text("user"), words.Text("plan"), words.Number("quantity"));
        words.Require("user", user);
        words.Require("plan", plan);
        words.ThrowIfWrong();
        return Results.Json(PreviewReport.Shape(await previews.RunAsync(user!, plan!, quantity, cancellationToken)), Json);
    }
}
