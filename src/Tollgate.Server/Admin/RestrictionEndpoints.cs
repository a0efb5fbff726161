using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Admin;

/// <summary>Restrictions on the admin API: what <c>tollgate users show|hold|release</c> and <c>billing forgive</c> do.</summary>
internal static class RestrictionEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var billing = endpoints.MapGroup("/api/billing").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync);
        billing.MapGet("/restrictions/{user}", ShowAsync);
        billing.MapPut("/restrictions/{user}/hold", HoldAsync);
        billing.MapDelete("/restrictions/{user}/hold", ReleaseAsync);
        billing.MapPost("/invoices/{reference}/forgive", ForgiveAsync);
    }

    private static async Task<IResult> ShowAsync(string user, HttpRequest request, [FromServices] ShowRestriction show, CancellationToken cancellationToken)
    {
        new QueryWords(request.Query).ThrowIfWrong();
        return Results.Json(RestrictionReport.Shape(await show.RunAsync(user, cancellationToken)), Json);
    }

    private static async Task<IResult> HoldAsync(string user, HttpRequest request, [FromServices] HoldRestriction hold, CancellationToken cancellationToken)
    {
        var asked = await BodyAsync<HoldRequest>(request, cancellationToken);
        if (asked is not { AtMost: { } atMost, Until: { } until })
        {
            throw new InvalidInputException([new InputError("body", null, "The body names no atMost (none, warning, limited) or no until (e.g. 2027-01-31T12:00:00Z); give both, and a reason.")]);
        }

        var state = await hold.RunAsync(user, atMost, until, asked.Reason ?? "", asked.By ?? AdminTokenHandler.Name, cancellationToken);
        return Results.Json(RestrictionReport.Shape(state), Json);
    }

    private static async Task<IResult> ReleaseAsync(string user, [FromServices] ReleaseRestriction release, CancellationToken cancellationToken) =>
        Results.Json(RestrictionReport.Shape(await release.RunAsync(user, cancellationToken)), Json);

    private static async Task<IResult> ForgiveAsync(string reference, HttpRequest request, [FromServices] ForgiveInvoice forgive, CancellationToken cancellationToken)
    {
        var asked = await BodyAsync<ForgiveRequest>(request, cancellationToken);
        return Results.Json(RestrictionReport.Shape(await forgive.RunAsync(reference, asked.By ?? AdminTokenHandler.Name, cancellationToken)), Json);
    }

    private static async Task<T> BodyAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class, new()
    {
        try
        {
            return request.ContentLength == 0 ? new T() : await JsonSerializer.DeserializeAsync<T>(request.Body, Json, cancellationToken) ?? new T();
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException([new InputError(exception.Path ?? "body", null, "The body is no JSON object of the documented form.")]);
        }
    }

    private sealed record HoldRequest
    {
        public Entitling.RestrictionLevel? AtMost { get; init; }

        public DateTimeOffset? Until { get; init; }

        public string? Reason { get; init; }

        public string? By { get; init; }
    }

    private sealed record ForgiveRequest
    {
        public string? By { get; init; }
    }
}
