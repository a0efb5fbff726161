using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Entitling;

namespace Tollgate.Hosting;

/// <summary>Applies what the change feed reports to the caches of this node, and again two and six seconds later.</summary>
/// <remarks>
/// Again, because a reader that saw the old state just before the commit may store it after the first time; no look-up takes longer than
/// five seconds, so after six nobody can.
/// Start-up waits until the feed is heard, because what changes before that would be missed.
/// </remarks>
internal sealed class ChangeWorker(
    IChangeFeed feed,
    IEntitlementStore store,
    CallerDirectory callers,
    IEnumerable<IChangeObserver> observers,
    ChangeFeedState state,
    TimeProvider clock,
    ILogger<ChangeWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FinallyAfter = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<(Change Change, long At)> _again = Channel.CreateUnbounded<(Change, long)>();
    private readonly Channel<(Change Change, long At)> _finally = Channel.CreateUnbounded<(Change, long)>();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        EntitlingMeter.StartAtZero();
        BackgroundFailures.StartAtZero("change_feed", "change");
        await base.StartAsync(cancellationToken);
        try
        {
            await _heard.Task.WaitAsync(StartTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            Log.ChangeFeedLate(logger, StartTimeout.TotalSeconds);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        ListenAsync(stoppingToken),
        RepeatAsync(_again.Reader, AgainAfter, stoppingToken),
        RepeatAsync(_finally.Reader, FinallyAfter, stoppingToken));

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in feed.ListenAsync(cancellationToken))
                {
                    state.Hear();
                    EntitlingMeter.Changes.Add(1, new KeyValuePair<string, object?>("kind", KindName(change.Kind)));
                    await ForgetAsync(change, isAgain: false, cancellationToken);
                    await TellAsync(change, cancellationToken);
                    _again.Writer.TryWrite((change, clock.GetTimestamp()));
                    _finally.Writer.TryWrite((change, clock.GetTimestamp()));
                    _heard.TrySetResult();
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A node that hears nothing of changes would serve old plans for an hour: the feed is always started again.
            catch (Exception error)
#pragma warning restore CA1031
            {
                state.Lose();
                BackgroundFailures.Add("change_feed");
                Log.ChangeFeedFailed(logger, error);
                await Task.Delay(AgainAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static string KindName(ChangeKind kind) => kind switch
    {
        ChangeKind.User => "user",
        ChangeKind.Key => "key",
        ChangeKind.Plan => "plan",
        _ => "everything",
    };

    private async Task RepeatAsync(ChannelReader<(Change Change, long At)> changes, TimeSpan after, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (change, at) in changes.ReadAllAsync(cancellationToken))
            {
                var left = after - clock.GetElapsedTime(at);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, clock, cancellationToken);
                }

                await ForgetAsync(change, isAgain: true, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <summary>The inner caches first: what the directory looks up next must not come from them.</summary>
    private async Task ForgetAsync(Change change, bool isAgain, CancellationToken cancellationToken)
    {
        try
        {
            await store.ForgetAsync(change, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            BackgroundFailures.Add("change");
            Log.ChangeNotApplied(logger, change, error);
        }

        if (isAgain)
        {
            callers.Expire(change);
        }
        else
        {
            callers.Forget(change);
        }
    }

    private async Task TellAsync(Change change, CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
        {
            try
            {
                await observer.OnChangeAsync(change, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                BackgroundFailures.Add("change");
                Log.ChangeNotApplied(logger, change, error);
            }
        }
    }
}
