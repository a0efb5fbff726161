using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Admin;

/// <summary>Metered usage on the admin API: what <c>tollgate billing report --as-is</c> and <c>events</c> answer.</summary>
internal static class BillingEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var billing = endpoints.MapGroup("/api/billing").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync);
        billing.MapGet("/report", ReportAsync);
        billing.MapGet("/events", ListAsync);
    }

    private static async Task<IResult> ReportAsync(HttpRequest request, [FromServices] ReportBilling reports, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "user", "from", "to", "limit");
        var query = new BillingReportQuery
        {
            User = words.Text("user"),
            From = words.Instant("from"),
            Until = words.Instant("to"),
            Limit = words.Number("limit") ?? new BillingReportQuery().Limit,
        };
        words.ThrowIfWrong();
        return Results.Json(BillingShape.Of(await reports.RunAsync(query, null, cancellationToken)), Json);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, [FromServices] ListMeterEvents events, CancellationToken cancellationToken)
    {
        const int DefaultTake = 100;
        var words = new QueryWords(request.Query, "user", "state", "take");
        var (user, state, take) = (words.Text("user"), words.Word<MeterEventState>("state"), words.Number("take") ?? DefaultTake);
        words.ThrowIfWrong();
        return Results.Json(new { events = (await events.RunAsync(user, state, take, cancellationToken)).Select(BillingShape.Of) }, Json);
    }
}
