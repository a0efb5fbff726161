using Tollgate.Billing;
using Tollgate.Billing.Metering;

namespace Tollgate.Administering;

/// <summary>Has the units of an event sent again that the provider refused, or whose fate nobody can tell.</summary>
public sealed class RetryMeterEvent
{
    private readonly IMeteringStore _store;

    /// <summary>Made by the container.</summary>
    internal RetryMeterEvent(IMeteringStore store) => _store = store;

    /// <summary>
    /// One that waits is due at once. One that was refused, or is unknown, is given up: its units are worked out anew, under a new identifier. For an
    /// unknown one that says that it never arrived.
    /// </summary>
    /// <param name="identifier">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The event as it is now.</returns>
    /// <exception cref="InvalidInputException">There is no such event, or there is nothing to try again.</exception>
    public async Task<MeterEvent> RunAsync(string identifier, CancellationToken cancellationToken)
    {
        var found = await MeterEventReferences.FindAsync(_store, identifier, cancellationToken);
        var now = await _store.NowAsync(cancellationToken);
        var outcome = found.State switch
        {
            MeterEventState.Pending => new MeterOutcome(MeterEventState.Pending, now, found.Error),
            MeterEventState.Failed or MeterEventState.Unknown => new MeterOutcome(MeterEventState.Canceled, null, $"Worked out anew, by hand. Before: {found.Error ?? "unknown"}"),
            _ => throw MeterEventReferences.Impossible(found, "there is nothing to try again; it must be pending, unknown or failed"),
        };
        return await MeterEventReferences.ChangeAsync(_store, found, outcome, cancellationToken);
    }
}
