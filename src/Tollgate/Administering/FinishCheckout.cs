using Tollgate.Billing;

namespace Tollgate.Administering;

/// <summary>What the page after a checkout does: the same look at the subscription as an event leads to, without waiting for one.</summary>
public sealed class FinishCheckout(IPaymentProvider provider, IBillingStore store, WebhookProcessor processor)
{
    /// <summary>Links the customer and takes the new subscription over; false when there is no such finished checkout.</summary>
    /// <param name="reference">The provider's id of the checkout.</param>
    /// <param name="cancellationToken">Gives up; the event will do it.</param>
    /// <exception cref="PaymentProviderException">The provider does not answer; the event will do it.</exception>
    /// <exception cref="TimeoutException">The event is just doing it.</exception>
    public async Task<bool> RunAsync(string reference, CancellationToken cancellationToken)
    {
        if (await provider.FindCheckoutAsync(reference, cancellationToken) is not { } checkout)
        {
            return false;
        }

        if (checkout.SubscriptionReference is { } subscription)
        {
            await processor.SyncAsync(subscription, checkout.UserId, cancellationToken);
        }
        else if (checkout is { CustomerReference: { } customer, UserId: { } user } && await provider.FindCustomerAsync(customer, cancellationToken) is { } found)
        {
            await store.LinkAsync(user, found, cancellationToken);
        }

        return true;
    }
}
