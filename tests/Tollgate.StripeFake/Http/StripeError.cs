using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>A refusal in Stripe's words; becomes the error body.</summary>
internal sealed class StripeError(int status, string type, string message, string? code = null, string? param = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Code { get; } = code;

    public string? Param { get; } = param;

    public string? DeclineCode { get; init; }

    /// <summary>Sends <c>stripe-should-retry: false</c>.</summary>
    public bool NeverRetry { get; init; }

    /// <summary>The payment intent that the refusal is about.</summary>
    public JsonObject? PaymentIntent { get; init; }

    public static StripeError Invalid(string message, string? param = null, string? code = null) => new(400, "invalid_request_error", message, code, param);

    public static StripeError Missing(string param) => Invalid($"Missing required param: {param}.", param, "parameter_missing");

    public static StripeError NotFound(string kind, string id, string? param = "id") =>
        new(param is null or "id" ? 404 : 400, "invalid_request_error", $"No such {kind}: '{id}'", "resource_missing", param);

    public JsonObject ToJson(string requestId)
    {
        var error = new JsonObject { ["message"] = Message, ["type"] = Type, ["request_log_url"] = $"https://dashboard.stripe.com/test/logs/{requestId}" };
        Add(error, "code", Code);
        Add(error, "param", Param);
        Add(error, "decline_code", DeclineCode);
        if (Code is not null)
        {
            error["doc_url"] = "https://docs.stripe.com/error-codes/" + Code.Replace('_', '-');
        }

        if (PaymentIntent is not null)
        {
            error["payment_intent"] = PaymentIntent.DeepClone();
        }

        return new JsonObject { ["error"] = error };
    }

    private static void Add(JsonObject error, string name, string? value)
    {
        if (value is not null)
        {
            error[name] = value;
        }
    }
}
