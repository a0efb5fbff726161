using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Server.Commands;
using Tollgate.Stripe;

namespace Tollgate.Server.Admin;

/// <summary>Stripe on the admin API: what the commands <c>tollgate stripe</c> do.</summary>
internal static class StripeEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var stripe = endpoints.MapGroup("/api/stripe").RequireAuthorization(AdminTokenHandler.Name)
            .AddEndpointFilter(AdminErrors.ExplainAsync).AddEndpointFilter(ProviderErrors.ExplainAsync);
        stripe.MapGet("/status", StatusAsync);
        stripe.MapPost("/checkout", CheckoutAsync);
        stripe.MapPost("/portal", PortalAsync);
        stripe.MapPost("/sync", SyncAsync);
        stripe.MapGet("/events", ListAsync);
        stripe.MapGet("/events/{reference}", ShowAsync);
        stripe.MapPost("/events/{reference}/replay", ReplayAsync);
    }

    private static async Task<IResult> StatusAsync(
        [FromServices] StripePaymentProvider provider, [FromServices] IOptions<StripeOptions> options, [FromServices] IWebhookInbox inbox, CancellationToken cancellationToken) =>
        Results.Json(StripeReport.Shape(provider, options.Value, await inbox.CountAsync(cancellationToken)), Json);

    private static async Task<IResult> CheckoutAsync(
        CheckoutBody body, [FromServices] OpenCheckout checkout, [FromServices] IOptions<StripeOptions> options, CancellationToken cancellationToken)
    {
        var terms = new CheckoutTerms
        {
            User = body.User ?? "",
            Plan = body.Plan ?? "",
            Quantity = body.Quantity ?? 1,
            Email = body.Email,
            SuccessUrl = body.SuccessUrl ?? StripeAddresses.Success(options.Value),
            CancelUrl = body.CancelUrl ?? StripeAddresses.Return(options.Value),
        };
        return Results.Json(new { url = (await checkout.RunAsync(terms, cancellationToken)).OriginalString }, Json);
    }

    private static async Task<IResult> PortalAsync(
        PortalBody body, [FromServices] OpenPortal portal, [FromServices] IOptions<StripeOptions> options, CancellationToken cancellationToken)
    {
        var url = await portal.RunAsync(body.User ?? "", body.ReturnUrl ?? StripeAddresses.Return(options.Value), cancellationToken);
        return Results.Json(new { url = url.OriginalString }, Json);
    }

    private static async Task<IResult> SyncAsync(HttpRequest request, [FromServices] SyncUser sync, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "user", "dryRun");
        var (user, dryRun) = (words.Text("user"), words.Flag("dryRun"));
        words.ThrowIfWrong();
        return Results.Json(StripeReport.Shape(await sync.RunAsync(user, dryRun, cancellationToken)), Json);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, [FromServices] IWebhookInbox inbox, CancellationToken cancellationToken)
    {
        var words = new QueryWords(request.Query, "state", "type", "about", "before", "limit");
        var query = new WebhookQuery
        {
            State = words.Word<WebhookState>("state"),
            Type = words.Text("type"),
            About = words.Text("about"),
            Before = words.Number("before"),
            Take = Math.Clamp(words.Number("limit") ?? 100, 1, WebhookQuery.MaxTake),
        };
        words.ThrowIfWrong();
        return Results.Json(new { events = (await inbox.ListAsync(query, cancellationToken)).Select(e => StripeReport.Shape(e, withBody: false)) }, Json);
    }

    private static async Task<IResult> ShowAsync(string reference, [FromServices] IWebhookInbox inbox, CancellationToken cancellationToken) =>
        await inbox.FindAsync(reference, cancellationToken) is { } found
            ? Results.Json(StripeReport.Shape(found, withBody: true), Json)
            : Results.Problem(title: "Not found", detail: "There is no such event.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> ReplayAsync(string reference, [FromServices] ReplayEvents replay, CancellationToken cancellationToken) =>
        Results.Json(StripeReport.Shape(await replay.RunAsync(reference, cancellationToken), withBody: false), Json);

    private sealed record CheckoutBody(string? User, string? Plan, long? Quantity, string? Email, string? SuccessUrl, string? CancelUrl);

    private sealed record PortalBody(string? User, string? ReturnUrl);
}
