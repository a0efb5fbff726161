using Tollgate.Billing;
using Tollgate.Billing.Metering;

namespace Tollgate.Administering;

/// <summary>Finds meter events by their identifiers and changes them, and says what to do when that can't be.</summary>
internal static class MeterEventReferences
{
    /// <summary>The event.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static async Task<MeterEvent> FindAsync(IMeteringStore store, string identifier, CancellationToken cancellationToken) =>
        await store.FindAsync(identifier, cancellationToken)
        ?? throw InputErrors.Of("event", identifier, $"There is no meter event '{identifier}'. `tollgate billing events` lists them.");

    /// <summary>Changes an event, unless somebody else did meanwhile.</summary>
    /// <exception cref="InvalidInputException">Somebody else did.</exception>
    public static async Task<MeterEvent> ChangeAsync(IMeteringStore store, MeterEvent found, MeterOutcome outcome, CancellationToken cancellationToken) =>
        await store.EndAsync(found, outcome, cancellationToken)
            ? await FindAsync(store, found.Identifier, cancellationToken)
            : throw InputErrors.Of("event", found.Identifier, $"The meter event '{found.Identifier}' is being sent right now; look at it again and repeat this.");

    /// <summary>Says why not.</summary>
    public static InvalidInputException Impossible(MeterEvent found, string why) =>
        InputErrors.Of("event", found.Identifier, $"The meter event '{found.Identifier}' is {Word(found.State)}: {why}.");

#pragma warning disable CA1308 // Words are in lower case.
    private static string Word(MeterEventState state) => state.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
