using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.Limiting;

/// <summary>
/// Asks the ledger once before the first request comes: opening a connection and preparing its statements takes longer than
/// <see cref="LimitingOptions.DecisionTimeout"/> allows, so that the first paid request after a start would be refused.
/// </summary>
internal sealed class LedgerWarmUp(IQuotaLedger ledger, TimeProvider time, ILogger<LedgerWarmUp> logger) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var spec = new QuotaSpec("warm-up", "*", [new WindowLimit(Window.Minute, Limit.Unlimited)]);
        var spans = new WindowSpan[QuotaSpec.Slots];
        spans[0] = Window.Minute.At(time.GetUtcNow().ToUnixTimeMilliseconds());

        // A probe for nothing: it goes the way of every ask and writes no row.
        var ask = new LedgerAsk { Spec = spec, Spans = spans, Wanted = 0, IsProbe = true };
        try
        {
            await ledger.GrantAsync([ask], cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception exception) when (exception is LedgerUnavailableException or TimeoutException)
        {
            Log.WarmUpFailed(logger, exception);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
