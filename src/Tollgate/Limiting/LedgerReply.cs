namespace Tollgate.Limiting;

/// <summary>The answer to a batch of asks.</summary>
/// <param name="DatabaseNow">The database's clock while it worked on the batch, in Unix milliseconds.</param>
/// <param name="Grants">One per ask, in the order asked.</param>
public sealed record LedgerReply(long DatabaseNow, IReadOnlyList<LedgerGrant> Grants);
