using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Admin;

/// <summary>Usage on the admin API: what <c>tollgate usage report|top|forecast --as-is</c> and <c>reconcile</c> answer.</summary>
internal static class UsageEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var usage = endpoints.MapGroup("/api/usage").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync);
        usage.MapGet("/report", ReportAsync);
        usage.MapGet("/top", RankAsync);
        usage.MapGet("/forecast/{subject}", ForecastAsync);
        usage.MapGet("/reconciliation", ReconcileAsync);
    }

    private static async Task<IResult> ReportAsync(HttpRequest request, [FromServices] ReportUsage reports, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "by", "per", "from", "to", "user", "key", "plan", "endpoint", "country", "limit");
        var query = new UsageReportQuery
        {
            By = words.Word<UsageDimension>("by") ?? UsageDimension.None,
            Per = words.Word<SummaryGrain>("per"),
            From = words.Instant("from"),
            Until = words.Instant("to"),
            User = words.Text("user"),
            Key = words.Text("key"),
            Plan = words.Text("plan"),
            Endpoint = words.Text("endpoint"),
            Country = words.Text("country"),
            Limit = words.Number("limit") ?? new UsageReportQuery().Limit,
        };
        words.ThrowIfWrong();
        return Results.Json(UsageReportShape.Of(query, await reports.RunAsync(query, cancellationToken)), Json);
    }

    private static async Task<IResult> RankAsync(HttpRequest request, [FromServices] RankUsage ranks, CancellationToken cancellationToken)
    {
        const int DefaultLimit = 20;
        var words = new QueryWords(request.Query, "by", "from", "to", "limit");
        var (by, from, until, limit) = (words.Word<RankedBy>("by") ?? RankedBy.Requests, words.Instant("from"), words.Instant("to"), words.Number("limit") ?? DefaultLimit);
        words.ThrowIfWrong();
        return Results.Json(UsageReportShape.Of(await ranks.RunAsync(by, from, until, limit, cancellationToken), by), Json);
    }

    private static async Task<IResult> ForecastAsync(string subject, HttpRequest request, [FromServices] ForecastUsage forecasts, CancellationToken cancellationToken)
    {
        new QueryWords(request.Query).ThrowIfWrong();
        return Results.Json(UsageReportShape.Of(await forecasts.RunAsync(subject, cancellationToken)), Json);
    }

    private static async Task<IResult> ReconcileAsync(HttpRequest request, [FromServices] ReconcileUsage reconcile, CancellationToken cancellationToken)
    {
        const int DefaultLimit = 100;
        var words = new QueryWords(request.Query, "user", "window", "limit");
        var (user, window, limit) = (words.Text("user"), words.Text("window"), words.Number("limit") ?? DefaultLimit);
        words.ThrowIfWrong();
        return Results.Json(DriftReport.Shape(await reconcile.RunAsync(user, window, limit, null, cancellationToken)), Json);
    }
}
