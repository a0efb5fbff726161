using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Benchmarks.Harness;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>Subjects that each ask once: nothing is known of any, and nothing learned helps later.</summary>
/// <param name="id">See <see cref="Contender.Id"/>.</param>
/// <param name="ledger">Behind the gate.</param>
/// <param name="callers">At once.</param>
/// <param name="perTurn">New subjects a turn, however long it takes.</param>
internal sealed class GateNewcomers(string id, ILedgerUnderTest ledger, int callers, int perTurn) : Contender
{
    private GateHost _host = null!;
    private int _subjects;
    private long _heapBefore;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"Tollgate, leased, four windows, {ledger.Name}, {perTurn:N0} new subjects a turn, each once";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <summary>Subjects that asked.</summary>
    public int Subjects => _subjects;

    /// <summary>Live bytes a subject that the gate held at the end of the last turn.</summary>
    public double BytesPerSubject { get; private set; }

    /// <summary>Live bytes a subject that were left after all of them were swept as idle, of the first and of another lap.</summary>
    public (double First, double Second) BytesAfterSweep { get; private set; }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _host = await GateHost.StartAsync(async services =>
        {
            await ledger.AddAsync(services, cancellationToken);
            services.PostConfigure<LimitingOptions>(o => o.IdleTimeout = TimeSpan.FromHours(1)); // swept when the benchmark says so
        });
        await AskAsync(2_000, cancellationToken);
        await SweepAllAsync(cancellationToken);
        _heapBefore = LiveBytes();
    }

    /// <inheritdoc />
    public override Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken) => AskAsync(perTurn, cancellationToken);

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => ledger.CountStatementsAsync(cancellationToken);

    /// <summary>Weighs what is held, sweeps it, lets another lap of subjects ask, sweeps again; and checks the ledger.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var asked = _host.Book.Count;
        BytesPerSubject = (double)(LiveBytes() - _heapBefore) / asked;
        await SweepAllAsync(cancellationToken);
        var first = (double)(LiveBytes() - _heapBefore) / asked;
        await AskAsync(asked, cancellationToken);
        await SweepAllAsync(cancellationToken);
        BytesAfterSweep = (first, (double)(LiveBytes() - _heapBefore) / asked);
        await _host.StopAsync(cancellationToken);
        var used = await ledger.UsedAsync(cancellationToken);
        if (used != _subjects)
        {
            throw new InvalidOperationException($"{id}: {_subjects:N0} units were admitted, and the ledger holds {used:N0}.");
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await ledger.DisposeAsync();
    }

    private async Task<Sample> AskAsync(int count, CancellationToken cancellationToken)
    {
        var first = _subjects + 1;
        var next = _subjects;
        var last = _subjects += count;
        var latencies = Latencies.For(callers);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var startedAt = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                while (Interlocked.Increment(ref next) is var subject && subject <= last)
                {
                    var askedAt = Stopwatch.GetTimestamp();
                    await DecideAsync(subject);
                    latencies[caller % latencies.Length].Add(Stopwatch.GetTimestamp() - askedAt);
                }
            },
            cancellationToken)));
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.ForEach(latencies[1..], latencies[0].Add);
        return new Sample(last - first + 1, elapsed, latencies[0], allocated);
    }

    private async ValueTask DecideAsync(int subject)
    {
        var decision = await _host.Limiter.AcquireAsync(FourWindows.EntitlementOf(subject), null, 1, CancellationToken.None);
        if (!decision.IsAdmitted)
        {
            throw new InvalidOperationException($"{id}: a caller far below its limits was refused: {decision.Outcome}.");
        }
    }

    /// <summary>Tells the book that hours have passed: the sweep is the product's own.</summary>
    private async Task SweepAllAsync(CancellationToken cancellationToken)
    {
        for (var later = Stopwatch.GetTimestamp(); _host.Book.Count > 0; later += Stopwatch.Frequency * 3_600)
        {
            lock (_host.Book.Gate)
            {
                _host.Book.Tick(later);
            }

            await Task.Delay(1, cancellationToken); // what goes back on the way out needs the writers
        }
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
