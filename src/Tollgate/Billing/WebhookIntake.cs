namespace Tollgate.Billing;

/// <summary>Takes events whose origin is proven into the inbox, and decides what there is nothing to do about.</summary>
public sealed class WebhookIntake(IPaymentProvider provider, IWebhookInbox inbox, InboxSignal signal)
{
    /// <summary>Stores an event unless it is there; false when it was.</summary>
    /// <param name="body">The body as it came, already verified.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> TakeAsync(string body, CancellationToken cancellationToken) => TakeAsync(provider.Read(body), cancellationToken);

    /// <summary>Stores an event that was read already.</summary>
    public async Task<bool> TakeAsync(ProviderEvent told, CancellationToken cancellationToken)
    {
        var ignored = told.Kind == ProviderEventKind.Ignored ? told.IgnoredBecause ?? "nothing to do" : WrongMode(told);
        var isNew = await inbox.AddAsync(provider.Name, told, told.IsLive ?? provider.IsLive ?? false, ignored, cancellationToken);
        InboxMeter.Received(told.Type, isNew, ignored is not null);
        if (isNew && ignored is null)
        {
            signal.Set();
        }

        return isNew;
    }

    private string? WrongMode(ProviderEvent told) => (told.IsLive, provider.IsLive) switch
    {
        (true, false) => "a live event, but the configured key is for test mode",
        (false, true) => "a test event, but the configured key is for live mode",
        _ => null,
    };
}
