namespace Tollgate.Benchmarks.Harness;

/// <summary>One way of doing what a suite measures; it takes turns with the others.</summary>
internal abstract class Contender : IAsyncDisposable
{
    /// <inheritdoc cref="BenchmarkRow.Id"/>
    public abstract string Id { get; }

    /// <inheritdoc cref="BenchmarkRow.What"/>
    public abstract string What { get; }

    /// <inheritdoc cref="BenchmarkRow.Callers"/>
    public abstract int Callers { get; }

    /// <inheritdoc cref="BenchmarkRow.Unit"/>
    public virtual string Unit => "decision";

    /// <inheritdoc cref="BenchmarkRow.IsDurable"/>
    public virtual bool? IsDurable => null;

    /// <inheritdoc cref="BenchmarkRow.IsExact"/>
    public virtual bool? IsExact => null;

    /// <inheritdoc cref="BenchmarkRow.Note"/>
    public virtual string? Note => null;

    /// <summary>Prepares and warms up; not measured.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Gets as fast as it was after the pause in which others took their turns; not measured.</summary>
    public virtual Task PrepareTurnAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does as much as it can for a time.</summary>
    public abstract Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Statements that its store received since it was started; null where that is not counted.</summary>
    public virtual Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <summary>Ends, and verifies what it promised, after the last turn.</summary>
    /// <exception cref="InvalidOperationException">A promise was broken.</exception>
    public virtual Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
