using System.Globalization;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;

namespace Tollgate.Billing.Notices;

/// <summary>Words what people are told about payments.</summary>
/// <remarks>"suspended" is a state that a payment lifts at once; that a subscription ended is another message, and none of these.</remarks>
internal static class BillingNotices
{
    /// <summary>An attempt to collect failed.</summary>
    public static BillingNotice PaymentFailed(Invoice invoice, PaymentFailure failure, RestrictionDecision decision) => new()
    {
        UserId = invoice.UserId,
        Key = Text($"payment_failed_{invoice.Reference}_{failure.Attempt}"),
        Kind = invoice.IsActionRequired ? null : NoticeKind.PaymentFailed, // who has to confirm is told so, and not that it failed
        Day = DayOf(failure.FailedAt),
        Type = "billing.payment_failed",
        Title = Text($"{Subject(invoice.UserId)}: attempt {failure.Attempt} to collect {invoice.Reference} failed{(failure.DeclineCode is { } code ? $" ({code})" : "")}."),
        At = failure.FailedAt,
        Data = new Dictionary<string, string?>(DataOf(invoice, decision))
        {
            ["attempt"] = Text($"{failure.Attempt}"),
            ["declineCode"] = failure.DeclineCode,
            ["nextAttemptAt"] = Time(invoice.NextAttemptAt),
        },
    };

    /// <summary>The customer has to confirm a payment.</summary>
    /// <param name="invoice">What is to be paid.</param>
    /// <param name="attempt">The attempt that asked for it; told once for each.</param>
    /// <param name="decision">What holds, and what comes next.</param>
    /// <param name="at">When it was asked for.</param>
    public static BillingNotice ActionRequired(Invoice invoice, int attempt, RestrictionDecision decision, DateTimeOffset at) => new()
    {
        UserId = invoice.UserId,
        Key = Text($"action_required_{invoice.Reference}_{attempt}"),
        Kind = NoticeKind.ActionRequired,
        Day = DayOf(at),
        Type = "billing.action_required",
        Title = Text($"{Subject(invoice.UserId)}: the payment of {invoice.Reference} waits for a confirmation."),
        At = at,
        Data = DataOf(invoice, decision),
    };

    /// <summary>The restriction in force became another one.</summary>
    /// <param name="subscription">Whose restriction counts now, or counted before it was lifted.</param>
    /// <param name="before">The level before.</param>
    /// <param name="decision">What holds now.</param>
    /// <param name="mark">Since when the level holds or, when it is lifted, since when the former one did.</param>
    /// <param name="kind">The customer's template; null when the customer is not told.</param>
    /// <param name="now">When it changed.</param>
    public static BillingNotice RestrictionChanged(
        Subscription subscription, RestrictionLevel before, RestrictionDecision decision, DateTimeOffset mark, string? kind, DateTimeOffset now) => new()
        {
            UserId = subscription.UserId,
            Key = Text($"restriction_{subscription.UserId}_{Word(decision.Level)}_{mark.ToUnixTimeMilliseconds()}"),
            Kind = kind,
            Type = "billing.restriction_changed",
            Title = Text($"{Subject(subscription.UserId)}: restriction {Word(before)} is now {Word(decision.Level)}."),
            At = now,
            Data = new Dictionary<string, string?>(DataOf(decision))
            {
                ["subject"] = Subject(subscription.UserId),
                ["plan"] = subscription.PlanName,
                ["subscription"] = subscription.Reference,
                ["before"] = Word(before),
            },
        };

    /// <summary>A trial ends soon.</summary>
    public static BillingNotice TrialEnding(Subscription subscription, DateTimeOffset endsAt, DateTimeOffset now) => new()
    {
        UserId = subscription.UserId,
        Key = Text($"trial_ending_{subscription.Reference ?? Text($"{subscription.Id}")}_{endsAt.ToUnixTimeMilliseconds()}"),
        Kind = NoticeKind.TrialEnding,
        Type = "billing.trial_ending",
        Title = Text($"{Subject(subscription.UserId)}: the trial of '{subscription.PlanName}' ends {endsAt.UtcDateTime:yyyy-MM-dd HH:mm}Z."),
        At = now,
        Data = new Dictionary<string, string?>
        {
            ["subject"] = Subject(subscription.UserId),
            ["plan"] = subscription.PlanName,
            ["subscription"] = subscription.Reference,
            ["trialEndsAt"] = Time(endsAt),
        },
    };

    /// <summary>The card will have expired by the next renewal.</summary>
    public static BillingNotice CardExpiring(BillingCustomer customer, Subscription subscription, DateTimeOffset expiresAt, DateTimeOffset now) => new()
    {
        UserId = customer.UserId,
        Key = Text($"card_expiring_{customer.UserId}_{expiresAt.ToUnixTimeMilliseconds()}"),
        Kind = NoticeKind.CardExpiring,
        Type = "billing.card_expiring",
        Title = Text($"{Subject(customer.UserId)}: the card expires before the renewal of '{subscription.PlanName}'."),
        At = now,
        Data = new Dictionary<string, string?>
        {
            ["subject"] = Subject(customer.UserId),
            ["plan"] = subscription.PlanName,
            ["cardLastFour"] = customer.CardLastFour,
            ["cardExpiresAt"] = Time(expiresAt),
            ["renewsAt"] = Time(subscription.CurrentPeriodEnd),
        },
    };

    private static Dictionary<string, string?> DataOf(Invoice invoice, RestrictionDecision decision) => new(DataOf(decision))
    {
        ["subject"] = Subject(invoice.UserId),
        ["invoice"] = invoice.Reference,
        ["subscription"] = invoice.SubscriptionReference,
        ["amount"] = MoneyText.Of(invoice.AmountRemaining, invoice.Currency),
        ["link"] = invoice.PaymentLink ?? decision.PaymentLink,
    };

    private static Dictionary<string, string?> DataOf(RestrictionDecision decision) => new()
    {
        ["level"] = Word(decision.Level),
        ["reason"] = decision.Reason,
        ["since"] = Time(decision.Since),
        ["link"] = decision.PaymentLink,
        ["nextLevel"] = decision.NextLevel is { } next ? Word(next) : null,
        ["nextStepAt"] = Time(decision.ChangesAt),
        ["suspendsAt"] = Time(decision.SuspendsAt),
    };

    private static string Subject(long userId) => User.SubjectOf(userId);

    private static string Word(RestrictionLevel level) => level.ToString().ToLowerInvariant();

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
