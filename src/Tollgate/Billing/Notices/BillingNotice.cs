using Tollgate.Notifying;

namespace Tollgate.Billing.Notices;

/// <summary>Something about a customer's payments that the operator's channels hear of and, by a template, the customer.</summary>
internal sealed record BillingNotice
{
    /// <summary>Whom it is about.</summary>
    public required long UserId { get; init; }

    /// <summary>What tells it from all others: the same is never told twice on a channel.</summary>
    public required string Key { get; init; }

    /// <summary>The customer's template (<see cref="NoticeKind"/>); null when the customer is not told.</summary>
    public string? Kind { get; init; }

    /// <summary>The day that counts where a customer gets at most one e-mail of a kind a day; null where the key alone counts.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>What happened, in dotted words, e.g. "billing.payment_failed".</summary>
    public required string Type { get; init; }

    /// <summary>One line that says what and who, without user names: it is logged.</summary>
    public required string Title { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Details by name, for programs and for templates.</summary>
    public required IReadOnlyDictionary<string, string?> Data { get; init; }

    /// <summary>The key of the customer's copy.</summary>
    public string CustomerKey => Day is { } day ? FormattableString.Invariant($"{Kind}_user_{UserId}_{day:yyyyMMdd}") : Key;

    /// <summary>What is about one customer keeps its order.</summary>
    public string Topic => FormattableString.Invariant($"billing_user_{UserId}");

    /// <summary>As the operator's channels get it.</summary>
    public Notification ToNotification() => new()
    {
        Id = Notification.NewId(),
        Type = Type,
        Severity = NotificationSeverity.Info,
        Title = Title,
        At = At,
        Data = Data,
    };

    /// <summary>As the customer's channel gets it.</summary>
    /// <param name="address">The customer's.</param>
    public Notification ToCustomer(string address) => ToNotification() with
    {
        Recipient = address,
        Data = new Dictionary<string, string?>(Data) { ["kind"] = Kind },
    };
}
