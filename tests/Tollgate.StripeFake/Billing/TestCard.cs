namespace Tollgate.StripeFake;

/// <summary>One of Stripe's test cards, found by its payment method, its token or its number. See docs.stripe.com/testing.</summary>
internal sealed record TestCard(string Name, string Number, string Brand, CardOutcome Outcome, bool RefusesAttach = false)
{
    private static readonly TestCard[] All =
    [
        new("visa", "4242424242424242", "visa", CardOutcome.Success),
        new("mastercard", "5555555555554444", "mastercard", CardOutcome.Success),
        new("amex", "378282246310005", "amex", CardOutcome.Success),
        new("chargeCustomerFail", "4000000000000341", "visa", CardOutcome.Decline("generic_decline")),
        new("authenticationRequired", "4000002760003184", "visa", CardOutcome.Decline("authentication_required")),
        new("createDispute", "4000000000000259", "visa", CardOutcome.Success),
        new("visa_chargeDeclined", "4000000000000002", "visa", CardOutcome.Decline("generic_decline"), RefusesAttach: true),
        new("chargeDeclined", "4000000000000002", "visa", CardOutcome.Decline("generic_decline"), RefusesAttach: true),
        new("visa_chargeDeclinedInsufficientFunds", "4000000000009995", "visa", CardOutcome.Decline("insufficient_funds"), RefusesAttach: true),
        new("chargeDeclinedInsufficientFunds", "4000000000009995", "visa", CardOutcome.Decline("insufficient_funds"), RefusesAttach: true),
        new("visa_chargeDeclinedLostCard", "4000000000009987", "visa", CardOutcome.Decline("lost_card"), RefusesAttach: true),
        new("visa_chargeDeclinedStolenCard", "4000000000009979", "visa", CardOutcome.Decline("stolen_card"), RefusesAttach: true),
        new("chargeDeclinedExpiredCard", "4000000000000069", "visa", CardOutcome.Decline("expired_card"), RefusesAttach: true),
        new("chargeDeclinedIncorrectCvc", "4000000000000127", "visa", CardOutcome.Decline("incorrect_cvc"), RefusesAttach: true),
        new("chargeDeclinedProcessingError", "4000000000000119", "visa", CardOutcome.Decline("processing_error"), RefusesAttach: true),
    ];

    public string Last4 => Number[^4..];

    /// <summary>The card of "pm_card_visa" or "tok_visa"; null for any other word.</summary>
    public static TestCard? Named(string word)
    {
        var name = word.StartsWith("pm_card_", StringComparison.Ordinal) ? word[8..] : word.StartsWith("tok_", StringComparison.Ordinal) ? word[4..] : null;
        return All.FirstOrDefault(c => c.Name == name);
    }

    public static TestCard? Numbered(string number) => All.FirstOrDefault(c => c.Number == number.Replace(" ", "", StringComparison.Ordinal));
}
