namespace Tollgate.Billing.Notices;

/// <summary>What customers are told, each with a template of its own.</summary>
internal static class NoticeKind
{
    public const string PaymentFailed = "payment_failed";
    public const string PaymentOverdue = "payment_overdue";
    public const string ActionRequired = "action_required";
    public const string Limited = "limited";
    public const string Suspended = "suspended";
    public const string Lifted = "lifted";
    public const string TrialEnding = "trial_ending";
    public const string CardExpiring = "card_expiring";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PaymentFailed, PaymentOverdue, ActionRequired, Limited, Suspended, Lifted, TrialEnding, CardExpiring];
}
