using System.Diagnostics;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class UsageRecorderTests
{
    [Fact]
    public void Record_Request_AllocatesNothingAndIsQuick()
    {
        const int Requests = 200_000;
        using var recorder = Recorder(new RecordingOptions { BufferSize = 1 << 18 });
        var usage = new UsageEvent { Sequence = 1, Subject = "user_1", Endpoint = "/", Method = "GET", Status = 200, Cost = 1 };
        Run(recorder, usage, Requests);
        recorder.Buffer.Take(out _, out _);
        var best = TimeSpan.MaxValue;
        var allocated = 0L;

        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var startedAt = Stopwatch.GetTimestamp();
            Run(recorder, usage, Requests);
            var elapsed = Stopwatch.GetElapsedTime(startedAt);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            best = elapsed < best ? elapsed : best;
            recorder.Buffer.Take(out var refused, out var served);
            (refused, served).ShouldBe((0, 0));
        }

        var nanoseconds = best.TotalNanoseconds / Requests;
        TestContext.Current.TestOutputHelper!.WriteLine($"{nanoseconds:F0} ns and {allocated / Requests} bytes a request");
        allocated.ShouldBeLessThan(Requests / 10);
        nanoseconds.ShouldBeLessThan(2_000); // 250 wanted from an optimised build on a quiet machine
    }

    [Fact]
    public void Record_Request_IsStampedWithNodeTimeDurationAndCount()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        using var recorder = Recorder(new RecordingOptions(), time);
        var startedAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromMilliseconds(1_500));

        recorder.Record(new UsageEvent { Sequence = 9, Subject = "user_1", Endpoint = "/", Method = "GET" }, startedAt);

        var usage = recorder.Buffer.Take(out _, out _)[0];
        (usage.Node, usage.Sequence, usage.At, usage.DurationMicroseconds, usage.Count).ShouldBe(("node1", 9, 1_795_521_600_000, 1_500_000, 1));
    }

    [Fact]
    public void IsEnabled_WithoutADatabase_IsFalse()
    {
        using var recorder = Recorder(new RecordingOptions());

        recorder.IsEnabled.ShouldBeFalse();
    }

    private static void Run(UsageRecorder recorder, in UsageEvent usage, int requests)
    {
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < requests; i++)
        {
            recorder.Record(usage, startedAt);
        }
    }

    private static UsageRecorder Recorder(RecordingOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var ticks = time.TimestampFrequency / 1_000;
        var clock = new DatabaseClock(ticks, time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
        return new UsageRecorder(Options.Create(options), new LeaseBook(new LimitingOptions(), ticks, clock), new NodeIdentity("node1"), time);
    }
}
