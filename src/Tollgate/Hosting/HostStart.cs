using Microsoft.Extensions.Hosting;

namespace Tollgate.Hosting;

/// <summary>Lets work that nobody waits for begin a moment after the host: until its first answers, start and requests have the processor.</summary>
/// <param name="time">Tells the moment.</param>
/// <param name="lifetime">Of the host; null where there is none, and then nothing is waited for.</param>
internal sealed class HostStart(TimeProvider time, IHostApplicationLifetime? lifetime = null)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Waits until a moment after the host has started, or until work is to end.</summary>
    public async Task WaitAsync(CancellationToken stoppingToken)
    {
        if (lifetime is null)
        {
            return;
        }

        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => begun.TrySetResult());
        await using var stopping = stoppingToken.Register(() => begun.TrySetResult());
        await begun.Task;
        await Task.Delay(Moment, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
