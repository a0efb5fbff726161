using Tollgate.Limiting;

namespace Tollgate.Testing.Limiting;

/// <summary>Gives the conformance suites a ledger and a look behind it.</summary>
public interface ILedgerHost
{
    /// <summary>A ledger on the host's database whose database clock is the given one (Unix milliseconds), or the real one.</summary>
    ValueTask<IQuotaLedger> OpenAsync(Func<long>? clock);

    /// <summary>A text that changes with every write of the row; null when there is no row.</summary>
    Task<string?> VersionAsync(string subject, string scope);
}
