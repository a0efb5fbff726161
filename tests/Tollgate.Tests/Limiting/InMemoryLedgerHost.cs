using Tollgate.Limiting;
using Tollgate.Testing;
using Tollgate.Testing.Limiting;

namespace Tollgate.Tests.Limiting;

/// <summary>The model itself has to hold the contract that databases are compared with.</summary>
public sealed class InMemoryLedgerHost : ILedgerHost
{
    private InMemoryQuotaLedger? _ledger;

    public ValueTask<IQuotaLedger> OpenAsync(Func<long>? clock)
    {
        _ledger = new InMemoryQuotaLedger(clock ?? (() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        return ValueTask.FromResult<IQuotaLedger>(_ledger);
    }

    public Task<string?> VersionAsync(string subject, string scope) => Task.FromResult(_ledger?.VersionOf(subject, scope));
}
