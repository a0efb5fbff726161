namespace Tollgate.Watching;

/// <summary>Which alerts to list.</summary>
public sealed record AlertQuery
{
    /// <summary>The most alerts that one page can have.</summary>
    public const int MaxTake = 1_000;

    /// <summary>Resolved ones, too. Default: firing only.</summary>
    public bool WithResolved { get; init; }

    /// <summary>Only of this rule; null for all.</summary>
    public string? Rule { get; init; }

    /// <summary>Only about this subject; null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Only with a smaller id, to go on from a page's last alert; null from the newest.</summary>
    public long? Before { get; init; }

    /// <summary>Alerts on the page at most: 1 to <see cref="MaxTake"/>, default 100.</summary>
    public int Take { get; init; } = 100;
}
