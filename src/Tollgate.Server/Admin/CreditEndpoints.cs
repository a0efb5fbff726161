using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Administering;
using Tollgate.Server.Commands;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Admin;

/// <summary>Prepaid credits on the admin API: what <c>tollgate users credits</c> and <c>grant</c> do.</summary>
internal static class CreditEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var users = endpoints.MapGroup("/api/users").RequireAuthorization(AdminTokenHandler.Name).AddEndpointFilter(AdminErrors.ExplainAsync);
        users.MapGet("/{user}/credits", ListAsync);
        users.MapPost("/{user}/credits", GrantAsync);
    }

    private static async Task<IResult> ListAsync(string user, [FromServices] ListCredits credits, CancellationToken cancellationToken) =>
        Results.Json(CreditReport.Shape(user, await credits.RunAsync(user, cancellationToken)), Json);

    private static async Task<IResult> GrantAsync(string user, HttpRequest request, [FromServices] GrantCredits credits, CancellationToken cancellationToken)
    {
        var grant = await ReadAsync(request, cancellationToken);
        var granted = await credits.RunAsync(user, grant.Units, grant.ExpiresAt, grant.Reference, grant.Reason, "admin API", cancellationToken);
        return Results.Json(CreditReport.Shape(user, granted), Json, statusCode: granted.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<CreditRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        const string Expected = """Send JSON, e.g. {"units": 1000, "expiresAt": "2027-01-31T00:00:00Z", "reference": "invoice 7", "reason": "goodwill"}; only units is needed.""";
        try
        {
            if (request.HasJsonContentType() && await JsonSerializer.DeserializeAsync<CreditRequest>(request.Body, Json, cancellationToken) is { } grant)
            {
                return grant;
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException([new InputError(exception.Path is { Length: > 2 } path ? Shown.Of(path[2..]) : "body", null, $"The body can't be read as a grant of credits. {Expected}")]);
        }

        throw new InvalidInputException([new InputError("body", null, $"There is no JSON object in the body. {Expected}")]);
    }
}
