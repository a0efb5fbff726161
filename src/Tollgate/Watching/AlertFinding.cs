using Tollgate.Notifying;

namespace Tollgate.Watching;

/// <summary>Something that a rule found to be wrong at the moment.</summary>
public sealed record AlertFinding
{
    /// <summary>What it is about, unique in the rule and the same as long as it is the same trouble, e.g. "user_42/*/day/2026-11-24"; at most 300 characters.</summary>
    public required string Thing { get; init; }

    /// <summary>Whom it is about, e.g. "user_42"; null when nobody in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>How far it has come, in the rule's own steps, e.g. 80, 90, 100; people are told of each new height. Default 1.</summary>
    public int Level { get; init; } = 1;

    /// <summary>How much it matters at this level.</summary>
    public NotificationSeverity Severity { get; init; } = NotificationSeverity.Warning;

    /// <summary>One line that says what and who; no user names, because it is logged.</summary>
    public required string Summary { get; init; }

    /// <summary>What it means and what to do.</summary>
    public string Detail { get; init; } = "";
}
