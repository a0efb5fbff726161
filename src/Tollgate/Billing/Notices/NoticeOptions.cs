namespace Tollgate.Billing.Notices;

/// <summary>What customers are told about their payments; bound from <c>Tollgate:Billing:Notices</c>.</summary>
public sealed class NoticeOptions
{
    /// <summary>Whether customers get e-mails. Default true; none are sent while <c>Tollgate:Email:Host</c> names no mail server.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether customers of the payment provider's test mode get them, too. Default false: their addresses are seldom meant to be written to.</summary>
    public bool InTestMode { get; set; }

    /// <summary>What you sell, as customers know it; in the subject of every e-mail. Unset: "your subscription".</summary>
    public string? ProductName { get; set; }

    /// <summary>
    /// A folder with templates in place of the built-in ones, e.g. <c>payment_failed.txt</c> and <c>payment_failed.html</c>; a kind without a file keeps the built-in
    /// template. Unset: none.
    /// </summary>
    public string? TemplateFolder { get; set; }

    /// <summary>Where answers go, e.g. <c>billing@example.com</c>. Unset: to the sender.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>How long before the end of a trial its customer is told: 1 hour to 30 days, default 3 days.</summary>
    public TimeSpan TrialEndingWithin { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long before a renewal the customer is told that the card will have expired by then: 1 day to 60 days, default 14 days.</summary>
    public TimeSpan CardExpiringWithin { get; set; } = TimeSpan.FromDays(14);
}
