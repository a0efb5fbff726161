using Tollgate.Billing;
using Tollgate.Billing.Metering;

namespace Tollgate.Administering;

/// <summary>Decides that the units of an event are not billed.</summary>
public sealed class CancelMeterEvent
{
    private readonly IMeteringStore _store;

    /// <summary>Made by the container.</summary>
    internal CancelMeterEvent(IMeteringStore store) => _store = store;

    /// <summary>One that was never sent, was refused or is unknown is waived at once; one that was sent within a day is taken back at the provider.</summary>
    /// <param name="identifier">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The event as it is now.</returns>
    /// <exception cref="InvalidInputException">There is no such event, or it can't be taken back any more.</exception>
    public async Task<MeterEvent> RunAsync(string identifier, CancellationToken cancellationToken)
    {
        var found = await MeterEventReferences.FindAsync(_store, identifier, cancellationToken);
        var now = await _store.NowAsync(cancellationToken);
        var outcome = found switch
        {
            { State: MeterEventState.Pending, FirstAttemptAt: null } or { State: MeterEventState.Failed or MeterEventState.Unknown } =>
                new MeterOutcome(MeterEventState.Waived, null, "Not billed, by hand."),
            { State: MeterEventState.Sent, FirstAttemptAt: { } first } when first > now - MeteringLimits.TakeBack => new MeterOutcome(MeterEventState.Waiving, now, null),
            { State: MeterEventState.Sent } => throw MeterEventReferences.Impossible(found, "the provider takes events back for a day only; credit the customer there"),
            { State: MeterEventState.Pending } => throw MeterEventReferences.Impossible(found, "it may have arrived; cancel it when it is sent or failed"),
            _ => throw MeterEventReferences.Impossible(found, "it is not billed anyway, or about to be taken back"),
        };
        return await MeterEventReferences.ChangeAsync(_store, found, outcome, cancellationToken);
    }
}
