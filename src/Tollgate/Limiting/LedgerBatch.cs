namespace Tollgate.Limiting;

/// <summary>A statement's worth of asks, sorted by subject and scope, and the quotas they are for.</summary>
/// <param name="Quotas">Same order as <paramref name="Asks"/>.</param>
/// <param name="Asks">What goes to the ledger.</param>
/// <param name="SentAt">Monotonic timestamp before sending: deadlines count from here, never from the reply.</param>
internal sealed record LedgerBatch(Quota[] Quotas, LedgerAsk[] Asks, long SentAt);
