using Tollgate.Limiting;

namespace Tollgate.Tests.Limiting;

/// <summary>A ledger that counts what it is asked, and can be taken away.</summary>
internal sealed class CountingLedger(IQuotaLedger inner) : IQuotaLedger
{
    private int _statements;

    public int Statements => Volatile.Read(ref _statements);

    /// <summary>Every statement fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>Statements are executed, but their replies never arrive.</summary>
    public TaskCompletionSource? BlackHole { get; set; }

    public async Task<LedgerReply> GrantAsync(IReadOnlyList<LedgerAsk> asks, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _statements);
        if (IsDown)
        {
            throw new LedgerUnavailableException("The test took the ledger away.");
        }

        if (BlackHole is { } hole)
        {
            await hole.Task;
        }

        return await inner.GrantAsync(asks, cancellationToken);
    }

    public Task<LedgerReading> ReadAsync(string subject, CancellationToken cancellationToken) =>
        IsDown ? throw new LedgerUnavailableException("The test took the ledger away.") : inner.ReadAsync(subject, cancellationToken);
}
