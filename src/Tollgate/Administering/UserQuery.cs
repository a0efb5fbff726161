namespace Tollgate.Administering;

/// <summary>Which users to list.</summary>
public sealed record UserQuery
{
    /// <summary>The most users that one page can have.</summary>
    public const int MaxTake = 1_000;

    /// <summary>Only users whose name contains this, whatever the case; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Users to pass over, 0 or more.</summary>
    public int Skip { get; init; }

    /// <summary>Users on the page at most: 1 to <see cref="MaxTake"/>, default 50.</summary>
    public int Take { get; init; } = 50;
}
