using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Tollgate.Limiting;

/// <summary>Drives the lease book with real time and the ledger: a few writers, and a tick.</summary>
/// <remarks>Requests never await the driver; they wait for the book, whose tick answers them in time whatever the database does.</remarks>
internal sealed class LedgerPump(
    LeaseBook book, IQuotaLedger ledger, LimitingOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(10);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(Math.Max(1, options.Writers)) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopWriting = new();
    private readonly CancellationTokenSource _stopTicking = new();
    private Task _writing = Task.CompletedTask;
    private Task _ticking = Task.CompletedTask;
    private int _isStarted;
    private long _tickedAt = time.GetTimestamp();

    /// <summary>How long ago the book last ended what waited too long; more than moments means that requests may hang.</summary>
    public TimeSpan SinceTick => time.GetElapsedTime(Volatile.Read(ref _tickedAt));

    /// <summary>Starts the writers and the tick.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _writing = Task.WhenAll(Enumerable.Range(0, options.Writers).Select(_ => Task.Run(WriteAsync)));
            _ticking = Task.Run(TickAsync);
        }
    }

    /// <summary>Tells a free writer that there is work; one that is busy finds it when it is done.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Stops, after all units on lease were handed back or the time is up; whoever still waits is given to the failure policy.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStarted, 2) != 1)
        {
            return;
        }

        await _stopWriting.CancelAsync();
        _wake.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(Timeout.Infinite, cancellationToken)); // a driver in a black hole must not hold the host up
        lock (book.Gate)
        {
            book.Drain();
        }

        while (!cancellationToken.IsCancellationRequested && await SendAsync(cancellationToken))
        {
        }

        lock (book.Gate)
        {
            book.FailAll();
        }

        await _stopTicking.CancelAsync();
        await _ticking;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        await StopAsync(patience.Token);
        _stopWriting.Dispose();
        _stopTicking.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _wake.Reader.WaitToReadAsync(CancellationToken.None))
        {
            _wake.Reader.TryRead(out _);
            while (await SendAsync(CancellationToken.None) && !_stopWriting.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>Sends one batch; false when there was nothing to send.</summary>
    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        if (TakeBatch() is not { } batch)
        {
            return false;
        }

        Settle(batch, await AskAsync(batch, cancellationToken));
        return true;
    }

    private async Task<LedgerReply?> AskAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        using var span = Tracing.Source.StartActivity("tollgate.ledger.batch", ActivityKind.Client);
        span?.SetTag("tollgate.asks", batch.Asks.Length);
        LimitingMeter.LedgerStatements.Add(1);
        var startedAt = time.GetTimestamp();
        try
        {
            return await ledger.GrantAsync(batch.Asks, cancellationToken);
        }
#pragma warning disable CA1031 // whatever was thrown, the outcome is unknown and the writer must live on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LimitingMeter.LedgerFailures.Add(1);
            Log.LedgerFailed(logger, batch.Asks.Length, exception);
            Tracing.Fail(span, exception);
            return null;
        }
        finally
        {
            LimitingMeter.LedgerDuration.Record(time.GetElapsedTime(startedAt).TotalSeconds);
        }
    }

    private LedgerBatch? TakeBatch()
    {
        try
        {
            lock (book.Gate)
            {
                return book.NextBatch(time.GetTimestamp());
            }
        }
#pragma warning disable CA1031 // a subject whose windows can't be computed must not end the writer for all others
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.BookFailed(logger, exception);
            return null;
        }
    }

    private void Settle(LedgerBatch batch, LedgerReply? reply)
    {
        lock (book.Gate)
        {
            try
            {
                if (reply is not null)
                {
                    book.Settle(batch, reply, time.GetTimestamp());
                    return;
                }
            }
#pragma warning disable CA1031 // a reply that can't be understood is an unknown outcome too
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.BookFailed(logger, exception);
            }

            book.Fail(batch, time.GetTimestamp());
        }
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopTicking.Token))
            {
                Tick();
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private void Tick()
    {
        Volatile.Write(ref _tickedAt, time.GetTimestamp());
        try
        {
            bool hasWork;
            lock (book.Gate)
            {
                book.Tick(time.GetTimestamp());
                hasWork = book.HasWork;
            }

            if (hasWork)
            {
                Wake();
            }
        }
#pragma warning disable CA1031 // without the tick no claim would ever time out
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.BookFailed(logger, exception);
        }
    }
}
