using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>The durable ledger behind a gate that is measured.</summary>
internal interface ILedgerUnderTest : IAsyncDisposable
{
    /// <summary>Its database's name, for the row.</summary>
    string Name { get; }

    /// <summary>Creates it empty and registers it.</summary>
    Task AddAsync(IServiceCollection services, CancellationToken cancellationToken);

    /// <summary>Statements sent to it so far; null where nobody counts.</summary>
    Task<long?> CountStatementsAsync(CancellationToken cancellationToken);

    /// <summary>Units that the month windows of all subjects together hold.</summary>
    Task<long> UsedAsync(CancellationToken cancellationToken);
}
