namespace Tollgate;

/// <summary>A limit of so many units in each instance of a window.</summary>
/// <param name="Window">The window.</param>
/// <param name="Limit">Units per instance: 0 refuses always, <see cref="Tollgate.Limit.Unlimited"/> never.</param>
public sealed record WindowLimit(Window Window, long Limit)
{
    /// <summary>Units of an instance that the price includes: those beyond, up to the limit, are billed. Null where nothing is billed.</summary>
    public long? Included { get; init; }
}
