using Tollgate.Notifying;

namespace Tollgate.Watching;

/// <summary>A trouble that a rule found, from its first sight to its end.</summary>
public sealed record Alert
{
    /// <summary>Database identity, from 1; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>What it is about, see <see cref="AlertFinding.Thing"/>.</summary>
    public required string Thing { get; init; }

    /// <summary>Whom it is about; null when nobody in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>The node whose own affair it is; null when it is everybody's.</summary>
    public string? Node { get; init; }

    /// <summary>Firing or resolved.</summary>
    public AlertState State { get; init; }

    /// <summary>The highest level so far: the one that people were told of.</summary>
    public int Level { get; init; }

    /// <summary>How much the highest level matters.</summary>
    public NotificationSeverity Severity { get; init; }

    /// <summary>One line that says what and who, as of the last change.</summary>
    public required string Summary { get; init; }

    /// <summary>What it means and what to do.</summary>
    public string Detail { get; init; } = "";

    /// <summary>When it was first found.</summary>
    public DateTimeOffset FiredAt { get; init; }

    /// <summary>When people were last told of a change.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was found no more, for the first time in a row; null while it is found.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>When it ended; null while it fires.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Counts changes: whoever stores a change of an older revision is too late.</summary>
    public int Revision { get; init; }
}
