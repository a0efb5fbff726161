namespace Tollgate.Recording;

/// <summary>Events that were journalled at once.</summary>
/// <param name="Position">Place in the journal, ascending; ignored when the block is added.</param>
/// <param name="IsRefused">Whether all of them are refusals, which are shed first.</param>
/// <param name="Rows">How many events.</param>
/// <param name="Body">The events as <see cref="UsageBlock"/> writes them.</param>
internal sealed record JournalBlock(long Position, bool IsRefused, int Rows, byte[] Body);
