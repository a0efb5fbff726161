namespace Tollgate.Hosting;

/// <summary>How old the data is that a report reads.</summary>
/// <param name="IsReplica">Whether it comes from a replica.</param>
/// <param name="Behind">How far the replica is behind; zero when it is not, null when it can't tell.</param>
public sealed record ReadFreshness(bool IsReplica, TimeSpan? Behind)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(3);

    /// <summary>From the primary itself.</summary>
    public static ReadFreshness Current { get; } = new(false, TimeSpan.Zero);

    /// <summary>A sentence for people when the data is noticeably old; null when it is not.</summary>
    public string? Notice => this switch
    {
        { IsReplica: false } => null,
        { Behind: null } => "Read from a replica that can't tell how far it is behind.",
        { Behind: { } behind } when behind > Tolerance => FormattableString.Invariant($"Read from a replica that is {behind.TotalSeconds:0} s behind."),
        _ => null,
    };
}
