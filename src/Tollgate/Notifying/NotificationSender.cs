using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;

namespace Tollgate.Notifying;

/// <summary>Sends what is due: claims a few rows, sends them side by side, notes what became of each.</summary>
/// <remarks>
/// Few at a time and all at once, so that every send ends by its timeout long before the claim does: only a node that stands still for
/// minutes between its last byte and its note could have a message sent twice.
/// </remarks>
internal sealed class NotificationSender(
    INotificationStore outbox, ChannelList channels, NodeIdentity node, IOptions<NotificationOptions> options, TimeProvider time, ILogger<NotificationSender> logger)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Sends everything that is due now; returns how many were sent and how many failed.</summary>
    public async Task<(int Sent, int Failed)> SendDueAsync(CancellationToken cancellationToken)
    {
        var (sent, failed) = (0, 0);
        while (await outbox.ClaimAsync(node.Name, channels.Names, AtOnce, options.Value.Timeout + Slack, cancellationToken) is { Count: > 0 } entries)
        {
            var results = await Task.WhenAll(entries.Select(entry => SendAsync(entry, cancellationToken)));
            sent += results.Count(ok => ok);
            failed += results.Count(ok => !ok);
        }

        return (sent, failed);
    }

    /// <summary>Sends to one channel without the outbox; null when it was taken, else why not.</summary>
    public async Task<NotificationFailedException?> TrySendAsync(INotificationChannel channel, Notification notification, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // A channel that does not listen to its token must not hold up the others.
            await channel.SendAsync(notification, either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (NotificationFailedException failure)
        {
            return failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return new NotificationFailedException($"No answer within {options.Value.Timeout.TotalSeconds:0.#} s (Tollgate:Notifications:Timeout).");
        }
#pragma warning disable CA1031 // Whatever a channel throws, the others and the next attempt go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new NotificationFailedException($"{exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    private async Task<bool> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var failure = await TrySendAsync(channels[entry.Channel], entry.Notification, cancellationToken);
        var title = entry.Notification.Title;

        // What was sent must be noted, also when the node stops just now.
        if (failure is null)
        {
            if (!await outbox.SentAsync(node.Name, entry, CancellationToken.None))
            {
                Log.ClaimLost(logger, entry.Channel, title);
            }

            return true;
        }

        var isLast = failure.IsPermanent || entry.Attempt >= options.Value.MaxAttempts;
        TimeSpan? pause = isLast ? null : PauseAfter(entry.Attempt, failure);
        if (pause is { } wait)
        {
            Log.NotSent(logger, entry.Channel, title, entry.Attempt, failure.Message, Math.Round(wait.TotalSeconds));
        }
        else
        {
            Log.GivenUp(logger, entry.Channel, title, entry.Attempt, failure.Message);
        }

        await outbox.FailedAsync(node.Name, entry, failure.Message, pause, CancellationToken.None);
        return false;
    }

    private TimeSpan PauseAfter(int attempt, NotificationFailedException failure)
    {
#pragma warning disable CA5394 // Spreads retries; nothing depends on nobody guessing it.
        var pause = options.Value.PauseAfter(attempt, Random.Shared.NextDouble());
#pragma warning restore CA5394
        var asked = failure.RetryAfter ?? TimeSpan.Zero;
        return asked > pause ? (asked < options.Value.LongestPause ? asked : options.Value.LongestPause) : pause;
    }
}
