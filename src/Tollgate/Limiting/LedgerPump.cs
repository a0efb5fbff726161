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
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _isStarted;

    /// <summary>Starts the writers and the tick.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            var writers = Enumerable.Range(0, options.Writers).Select(_ => Task.Run(WriteAsync));
            _running = Task.WhenAll([Task.Run(TickAsync), .. writers]);
        }
    }

    /// <summary>Tells a free writer that there is work; one that is busy finds it when it is done.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Stops, after all units on lease were handed back or the time is up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStarted, 2) != 1)
        {
            return;
        }

        await _stop.CancelAsync();
        _wake.Writer.TryComplete();
        await Task.WhenAny(_running, Task.Delay(Timeout.Infinite, cancellationToken)); // a driver in a black hole must not hold the host up
        lock (book.Gate)
        {
            book.Drain();
        }

        while (!cancellationToken.IsCancellationRequested && await SendAsync(cancellationToken))
        {
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        await StopAsync(patience.Token);
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _wake.Reader.WaitToReadAsync(CancellationToken.None))
        {
            _wake.Reader.TryRead(out _);
            while (await SendAsync(CancellationToken.None) && !_stop.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>Sends one batch; false when there was nothing to send.</summary>
    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        LedgerBatch? batch;
        lock (book.Gate)
        {
            batch = book.NextBatch(time.GetTimestamp());
        }

        if (batch is null)
        {
            return false;
        }

        LimitingMeter.LedgerStatements.Add(1);
        try
        {
            var reply = await ledger.GrantAsync(batch.Asks, cancellationToken);
            lock (book.Gate)
            {
                book.Settle(batch, reply, time.GetTimestamp());
            }
        }
#pragma warning disable CA1031 // whatever was thrown, the outcome is unknown and the writer must live on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LimitingMeter.LedgerFailures.Add(1);
            Log.LedgerFailed(logger, batch.Asks.Length, exception);
            lock (book.Gate)
            {
                book.Fail(batch, time.GetTimestamp());
            }
        }

        return true;
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
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
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }
}
