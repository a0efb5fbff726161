namespace Tollgate.Server.Replay;

/// <summary>What an import did.</summary>
/// <param name="Node">What the rows have as their node; null without any.</param>
/// <param name="Entries">Log entries in the file.</param>
/// <param name="Imported">Entries that are new in the database.</param>
/// <param name="Malformed">Lines that are no entries.</param>
/// <param name="PastRetention">Entries that are older than recorded usage is kept.</param>
internal sealed record UsageImportResult(string? Node, long Entries, long Imported, long Malformed, long PastRetention)
{
    /// <summary>Entries that an earlier run had brought in.</summary>
    public long AlreadyThere => Entries - Imported;
}
