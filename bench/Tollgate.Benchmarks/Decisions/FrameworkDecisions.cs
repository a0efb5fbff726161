using System.Threading.RateLimiting;
using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>ASP.NET Core's in-memory limiter with four windows.</summary>
internal sealed class FrameworkDecisions(string id, int subjects, int callers) : Contender
{
    private readonly PartitionedRateLimiter<string> _limiter = FourWindows.Framework();
    private readonly string[] _keys = [.. Enumerable.Range(1, subjects).Select(i => User.SubjectOf(i))];

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"ASP.NET Core's limiter, four chained fixed windows, {subjects:N0} subject{(subjects == 1 ? "" : "s")}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => false;

    /// <inheritdoc />
    public override bool? IsExact => false;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken) => WarmUp.UntilSteadyAsync(RunAsync, cancellationToken);

    /// <inheritdoc />
    public override Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        new ClosedLoop(callers, MeasureEvery: 64).RunAsync(duration, Decide, cancellationToken);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _limiter.DisposeAsync();

    private ValueTask Decide(int caller, long number)
    {
        using var lease = _limiter.AttemptAcquire(_keys[(caller + (number * callers)) % subjects]);
        return lease.IsAcquired ? default : throw new InvalidOperationException("A caller far below its limits was refused.");
    }
}
