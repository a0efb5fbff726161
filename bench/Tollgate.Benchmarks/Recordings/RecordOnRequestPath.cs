using System.Diagnostics;
using Microsoft.Extensions.Options;
using Tollgate.Benchmarks.Harness;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recordings;

/// <summary>What recording costs the request that is recorded, on as many threads as there are cores; somebody else empties the buffer.</summary>
internal sealed class RecordOnRequestPath : IDisposable
{
    private const int Burst = 2_000;

    private readonly UsageRecorder _recorder;
    private readonly long[] _elapsed = new long[Environment.ProcessorCount];
    private readonly Barrier _start;
    private readonly Barrier _end;
    private volatile bool _isOver;
    private Thread[] _threads = [];

    public RecordOnRequestPath()
    {
        var ticks = Math.Max(1, TimeProvider.System.TimestampFrequency / 1_000);
        var clock = new DatabaseClock(ticks, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), TimeProvider.System.GetTimestamp());
        _recorder = new UsageRecorder(
            Options.Create(new RecordingOptions()), new LeaseBook(new LimitingOptions(), ticks, clock), new NodeIdentity("bench"), TimeProvider.System);
        _start = new Barrier(_elapsed.Length + 1);
        _end = new Barrier(_elapsed.Length + 1);
    }

    /// <summary>Nanoseconds and bytes of one event.</summary>
    public (double Nanoseconds, double Bytes) Measure(int bursts)
    {
        _threads = [.. Enumerable.Range(0, _elapsed.Length).Select(i => new Thread(() => Record(i)))];
        Array.ForEach(_threads, t => t.Start());
        RunBursts(bursts / 5);
        Array.Clear(_elapsed);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        RunBursts(bursts);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        _isOver = true;
        _start.SignalAndWait();
        Array.ForEach(_threads, t => t.Join());
        var events = (double)bursts * Burst;
        return (_elapsed.Average() * 1e9 / Stopwatch.Frequency / events, allocated / (events * _elapsed.Length));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _recorder.Dispose();
        _start.Dispose();
        _end.Dispose();
    }

    private void RunBursts(int bursts)
    {
        for (var i = 0; i < bursts; i++)
        {
            _start.SignalAndWait();
            _end.SignalAndWait();
            var taken = _recorder.Buffer.Take(out var refused, out var admitted);
            if (taken.Length != Burst * _elapsed.Length || refused + admitted > 0)
            {
                throw new InvalidOperationException($"Of {Burst * _elapsed.Length} events {taken.Length} were recorded.");
            }
        }
    }

    private void Record(int thread)
    {
        var usage = SampleEvents.At(0, thread);
        for (_start.SignalAndWait(); !_isOver; _start.SignalAndWait())
        {
            var startedAt = Stopwatch.GetTimestamp();
            for (var i = 0; i < Burst; i++)
            {
                _recorder.Record(usage, startedAt);
            }

            _elapsed[thread] += Stopwatch.GetTimestamp() - startedAt;
            _end.SignalAndWait();
        }
    }
}
