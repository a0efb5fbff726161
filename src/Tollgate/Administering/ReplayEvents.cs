using System.Globalization;
using Tollgate.Billing;

namespace Tollgate.Administering;

/// <summary>Has events of the payment provider done again.</summary>
public sealed class ReplayEvents(IWebhookInbox inbox, InboxSignal signal)
{
    /// <summary>One event.</summary>
    /// <param name="reference">Its number or the provider's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such event, or its body was cleaned up.</exception>
    public async Task<WebhookEvent> RunAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await inbox.FindAsync(reference, cancellationToken)
            ?? throw InputErrors.Of("event", reference, $"There is no event '{reference}'. `tollgate stripe events list` shows number and id of each.");
        if (!await inbox.ReplayAsync(found.Id, cancellationToken))
        {
            throw InputErrors.Of(
                "event",
                reference,
                $"The body of event {found.Id.ToString(CultureInfo.InvariantCulture)} was cleaned up. `tollgate stripe sync` takes over what is true now.");
        }

        signal.Set();
        return found;
    }

    /// <summary>All events that were given up; returns how many.</summary>
    public async Task<int> RunDeadAsync(CancellationToken cancellationToken)
    {
        var count = await inbox.ReplayAsync(WebhookState.Dead, "", cancellationToken);
        signal.Set();
        return count;
    }
}
