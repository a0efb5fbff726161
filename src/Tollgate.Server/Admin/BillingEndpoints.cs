using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Admin;

/// <summary>Metered usage on the admin API: what <c>tollgate billing sync|report --as-is|events|retry|cancel</c> do.</summary>
internal static class BillingEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var billing = endpoints.MapGroup("/api/billing").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync)
            .AddEndpointFilter(ProviderErrors.ExplainAsync);
        billing.MapPost("/sync", SyncAsync);
        billing.MapGet("/report", ReportAsync);
        billing.MapGet("/events", ListAsync);
        billing.MapPost("/events/{identifier}/retry", RetryAsync);
        billing.MapPost("/events/{identifier}/cancel", CancelAsync);
    }

    private static async Task<IResult> SyncAsync(
        HttpRequest request, [FromServices] SyncMetering metering, [FromServices] SumUsage summing, [FromServices] ShowUser users, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "user", "dryRun", "asIs");
        var (user, isDry, isAsIs) = (words.Text("user"), words.Flag("dryRun"), words.Flag("asIs"));
        words.Forbid("user", isDry ? user : null, "dryRun looks at all users; leave user out");
        words.ThrowIfWrong();
        var report = isDry
            ? await metering.PreviewAsync(null, cancellationToken)
            : await new MeteringRun(metering, summing, users).RunAsync(user, isAsIs, null, cancellationToken);
        return Results.Json(BillingShape.Of(report), Json);
    }

    private static async Task<IResult> ReportAsync(HttpRequest request, [FromServices] ReportBilling reports, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "user", "from", "to", "verify", "limit");
        var query = new BillingReportQuery
        {
            User = words.Text("user"),
            From = words.Instant("from"),
            Until = words.Instant("to"),
            IsVerified = words.Flag("verify"),
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

    private static async Task<IResult> RetryAsync(string identifier, HttpRequest request, [FromServices] RetryMeterEvent retry, CancellationToken cancellationToken)
    {
        new QueryWords(request.Query).ThrowIfWrong();
        return Results.Json(BillingShape.Of(await retry.RunAsync(identifier, cancellationToken)), Json);
    }

    private static async Task<IResult> CancelAsync(string identifier, HttpRequest request, [FromServices] CancelMeterEvent cancel, CancellationToken cancellationToken)
    {
        new QueryWords(request.Query).ThrowIfWrong();
        return Results.Json(BillingShape.Of(await cancel.RunAsync(identifier, cancellationToken)), Json);
    }
}
