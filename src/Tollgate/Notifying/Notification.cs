namespace Tollgate.Notifying;

/// <summary>What people are told, the same by every channel.</summary>
public sealed record Notification
{
    /// <summary>Unique everywhere and the same in every retry, e.g. "msg_0199…", so that receivers can recognise a repetition.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, in dotted words, e.g. "alert.firing".</summary>
    public required string Type { get; init; }

    /// <summary>How much it matters.</summary>
    public NotificationSeverity Severity { get; init; }

    /// <summary>One line that says what and who; holds no user names and no secrets, because it is logged.</summary>
    public required string Title { get; init; }

    /// <summary>What it means and what to do, in plain text; empty when the title says all.</summary>
    public string Text { get; init; } = "";

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The one address that it is for, e.g. a customer's; null for whom the channel tells anyway. Never logged, never sent to anybody else.</summary>
    public string? Recipient { get; init; }

    /// <summary>Details by name, for programs and for the end of an e-mail; null values are left out.</summary>
    public IReadOnlyDictionary<string, string?> Data { get; init; } = new Dictionary<string, string?>();

    /// <summary>A new id.</summary>
    public static string NewId() => $"msg_{Guid.CreateVersion7():N}";
}
