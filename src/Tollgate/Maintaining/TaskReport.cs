namespace Tollgate.Maintaining;

/// <summary>What a task changed, or would change in a dry run.</summary>
/// <param name="Rows">Rows added, changed or removed.</param>
/// <param name="Partitions">Partitions dropped.</param>
/// <param name="Bytes">Bytes given back to the file system; 0 where the database keeps them for new rows.</param>
/// <param name="Lines">What a person should know, a sentence each; may be empty.</param>
public sealed record TaskReport(long Rows, int Partitions, long Bytes, IReadOnlyList<string> Lines)
{
    /// <summary>Nothing changed and nothing to say.</summary>
    public static TaskReport Nothing { get; } = new(0, 0, 0, []);

    /// <summary>Rows changed, nothing else.</summary>
    /// <param name="rows">How many.</param>
    public static TaskReport OfRows(long rows) => Nothing with { Rows = rows };
}
