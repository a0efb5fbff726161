using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>A whole answer, as it is stored for replays.</summary>
internal sealed record Reply(int Status, string Body, string ContentType = "application/json")
{
    /// <summary>What the Stripe-Should-Retry header says; null leaves it out.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Where a page sends the browser on to.</summary>
    public string? Location { get; init; }

    public static Reply Of(JsonObject json, int status = 200) => new(status, json.ToJsonString());

    public static Reply Of(StripeError error, string requestId) =>
        new(error.Status, error.ToJson(requestId).ToJsonString()) { ShouldRetry = error.NeverRetry ? false : null };
}
