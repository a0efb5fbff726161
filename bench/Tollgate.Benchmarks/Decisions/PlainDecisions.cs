using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>No limiter, but what every one must do: find the subject by its key, see whether its units still hold, take one. What memory allows here.</summary>
internal sealed class PlainDecisions(string id, int subjects, int callers) : Contender
{
    private readonly string[] _keys = [.. Enumerable.Range(1, subjects).Select(i => User.SubjectOf(i))];
    private readonly ConcurrentDictionary<string, Units> _units = new();

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"A dictionary look-up, a deadline and one interlocked decrement, {subjects:N0} subject{(subjects == 1 ? "" : "s")}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => false;

    /// <inheritdoc />
    public override bool? IsExact => false;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_keys, k => _units[k] = new Units());
        return WarmUp.UntilSteadyAsync(RunAsync, cancellationToken);
    }

    /// <inheritdoc />
    public override Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        new ClosedLoop(callers, MeasureEvery: 64).RunAsync(duration, Decide, cancellationToken);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask Decide(int caller, long number) =>
        _units.TryGetValue(_keys[(caller + (number * callers)) % subjects], out var units)
        && TimeProvider.System.GetTimestamp() < units.Deadline && Interlocked.Decrement(ref units.Left) >= 0
            ? default
            : throw new InvalidOperationException("A caller far below its limits was refused.");

    private sealed class Units
    {
        public readonly long Deadline = long.MaxValue;
        public long Left = FourWindows.Limit;
    }
}
