using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Metering;

namespace Tollgate.Server.Health;

/// <summary>Whether metered usage reaches the payment provider.</summary>
internal sealed class MeteringProbe(IMeteringStore store, IOptions<MeteringOptions> options, TimeProvider time, IServiceProvider services) : IHealthProbe
{
    private const string Name = "metering";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IPaymentProvider>()?.IsLive is null)
        {
            return [new Finding(Name, Severity.Ok, "No payment provider is configured; nothing is metered.")];
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return [Check(await store.ReadFiguresAsync(patience.Token))];
        }
#pragma warning disable CA1031 // the probe of the database says what is wrong with it
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return [new Finding(Name, Severity.Warning, "How metered usage stands could not be read from the database.")];
        }
    }

    private Finding Check(MeteringFigures figures)
    {
        var failed = figures.CountOf(MeterEventState.Failed);
        var age = figures.OldestWaiting is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        return (failed, age > options.Value.BacklogAge) switch
        {
            (> 0, _) => new Finding(
                Name,
                Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{failed:N0} meter events were refused for good; their usage is not billed."),
                "`tollgate billing events --state failed` says why; then `tollgate billing retry` or `cancel`."),
            (_, true) => new Finding(
                Name,
                Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{figures.Waiting:N0} meter events wait, the oldest for {age.TotalMinutes:0} minutes."),
                "They are sent when the payment provider takes them; the log says why it does not."),
            _ => new Finding(Name, Severity.Ok, string.Create(CultureInfo.InvariantCulture, $"Metered usage is sent; {figures.Waiting:N0} events wait.")),
        };
    }
}
