namespace Tollgate.StripeFake;

/// <summary>What a charge of a card ends with.</summary>
internal sealed record CardOutcome(string? Code, string? DeclineCode, string Message)
{
    private static readonly HashSet<string> Hard =
    [
        "incorrect_number", "lost_card", "pickup_card", "stolen_card", "revocation_of_authorization", "revocation_of_all_authorizations",
        "authentication_required", "highest_risk_level", "transaction_not_allowed",
    ];

    public static CardOutcome Success { get; } = new(null, null, "");

    public static CardOutcome NoMethod { get; } = new("payment_intent_payment_attempt_failed", null, "There is no payment method to charge.");

    public bool Succeeds => Code is null;

    public bool NeedsCustomer => Code == "authentication_required";

    /// <summary>Stripe doesn't charge again after these until there is another payment method.</summary>
    public bool IsHard => Code is not null && (Hard.Contains(DeclineCode ?? Code) || Code == "payment_intent_payment_attempt_failed");

    /// <summary>A decline by its decline code, such as "insufficient_funds".</summary>
    public static CardOutcome Decline(string code) => code switch
    {
        "expired_card" => new(code, code, "Your card has expired."),
        "incorrect_cvc" => new(code, code, "Your card's security code is incorrect."),
        "processing_error" => new(code, code, "An error occurred while processing your card. Try again in a little bit."),
        "incorrect_number" => new(code, code, "Your card number is incorrect."),
        "authentication_required" => new(code, code, "Your card was declined. This transaction requires authentication."),
        "insufficient_funds" => new("card_declined", code, "Your card has insufficient funds."),
        _ => new("card_declined", code, "Your card was declined."),
    };

    public StripeError ToError(System.Text.Json.Nodes.JsonObject? intent) => new(402, Code == "payment_intent_payment_attempt_failed" ? "invalid_request_error" : "card_error", Message, Code)
    {
        DeclineCode = DeclineCode,
        PaymentIntent = intent,
    };
}
