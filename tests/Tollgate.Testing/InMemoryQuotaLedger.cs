using System.Globalization;
using System.Runtime.CompilerServices;
using Tollgate.Limiting;

namespace Tollgate.Testing;

/// <summary>The ledger's contract in memory behind one lock: the model that databases are compared with, and the simulator's database.</summary>
/// <param name="clock">The database's clock, in Unix milliseconds; called inside the lock.</param>
public sealed class InMemoryQuotaLedger(Func<long> clock) : IQuotaLedger
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedDictionary<string, LedgerRow>> _subjects = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<LedgerReply> GrantAsync(IReadOnlyList<LedgerAsk> asks, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<LedgerReply>(cancellationToken) : Task.FromResult(Grant(asks));

    /// <inheritdoc />
    public Task<LedgerReading> ReadAsync(string subject, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            LedgerRow[] rows = _subjects.TryGetValue(subject, out var scopes) ? [.. scopes.Values] : [];
            return Task.FromResult(new LedgerReading(clock(), rows));
        }
    }

    /// <summary>Settles a batch at once, without a task: for simulators.</summary>
    public LedgerReply Grant(IReadOnlyList<LedgerAsk> asks)
    {
        AskOrder.Verify(asks);
        lock (_lock)
        {
            var now = clock();
            return new LedgerReply(now, [.. asks.Select(ask => Settle(ask, now))]);
        }
    }

    /// <summary>A text that changes with every write of the row; null when there is no row.</summary>
    public string? VersionOf(string subject, string scope)
    {
        lock (_lock)
        {
            return _subjects.TryGetValue(subject, out var scopes) && scopes.TryGetValue(scope, out var row)
                ? RuntimeHelpers.GetHashCode(row).ToString(CultureInfo.InvariantCulture)
                : null;
        }
    }

    private LedgerGrant Settle(LedgerAsk ask, long now)
    {
        var scopes = _subjects.TryGetValue(ask.Spec.Subject, out var known) ? known : new(StringComparer.Ordinal);
        var settlement = RowSettlement.Of(scopes.GetValueOrDefault(ask.Spec.Scope), ask, now);
        if (settlement.HasToBeStored)
        {
            scopes[ask.Spec.Scope] = settlement.Row;
            _subjects[ask.Spec.Subject] = scopes;
        }

        return settlement.Grant;
    }
}
