namespace Tollgate.Billing;

/// <summary>The payment provider, as billing sees it. Everything is a question or a request that may be repeated; nothing is kept here.</summary>
/// <remarks>Every method throws <see cref="PaymentProviderException"/> when the provider does not answer or refuses, and nothing else but cancellation.</remarks>
public interface IPaymentProvider
{
    /// <summary>The provider's name in the inbox, in logs and commands, e.g. "stripe".</summary>
    string Name { get; }

    /// <summary>Whether real money moves with the key that is configured; null when none is.</summary>
    bool? IsLive { get; }

    /// <summary>Reads an event; whatever the body is, this answers: what makes no sense is ignored, with the reason.</summary>
    ProviderEvent Read(string body);

    /// <summary>An event with all its details, for events that were told without; null when the provider has none of that id.</summary>
    Task<ProviderEvent?> FindEventAsync(string reference, CancellationToken cancellationToken);

    /// <summary>A subscription with all its items and its latest invoice, in one call; null when the provider has none of that id.</summary>
    Task<ProviderSubscription?> FindSubscriptionAsync(string reference, CancellationToken cancellationToken);

    /// <summary>All subscriptions in whatever state, page by page; of one customer when one is given.</summary>
    IAsyncEnumerable<ProviderSubscription> ListSubscriptionsAsync(string? customerReference, CancellationToken cancellationToken);

    /// <summary>A customer; null when the provider has none of that id.</summary>
    Task<ProviderCustomer?> FindCustomerAsync(string reference, CancellationToken cancellationToken);

    /// <summary>An invoice, with why its payment failed; null when the provider has none of that id.</summary>
    Task<ProviderInvoice?> FindInvoiceAsync(string reference, CancellationToken cancellationToken);

    /// <summary>A dispute with the customer who paid; null when the provider has none of that id.</summary>
    Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken);

    /// <summary>The invoices that a payment paid, with what of all their payments went back; none when it paid no invoice.</summary>
    Task<IReadOnlyList<ProviderReversal>> FindReversalsAsync(string paymentReference, CancellationToken cancellationToken);

    /// <summary>Open invoices of a customer.</summary>
    IAsyncEnumerable<ProviderInvoice> ListOpenInvoicesAsync(string customerReference, CancellationToken cancellationToken);

    /// <summary>Events since an instant that could not be delivered, oldest first.</summary>
    IAsyncEnumerable<ProviderEvent> ListUndeliveredEventsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Creates the customer of a user; asked again for the same user it answers the same one.</summary>
    Task<ProviderCustomer> CreateCustomerAsync(long userId, string userName, string? email, CancellationToken cancellationToken);

    /// <summary>A page where the customer can buy a plan.</summary>
    Task<Uri> CreateCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken);

    /// <summary>A page where the customer can change card, plan and subscription.</summary>
    Task<Uri> CreatePortalAsync(string customerReference, Uri returnUrl, CancellationToken cancellationToken);

    /// <summary>The customer and subscription of a finished checkout; null when there is no such checkout or it is not finished.</summary>
    Task<ProviderCheckout?> FindCheckoutAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Sends a meter event; an identifier that the provider knows already counts as sent.</summary>
    /// <param name="meterEvent">What to send.</param>
    /// <param name="generation">Rises after an answer that the provider would repeat word for word; 0 at first.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown.</param>
    Task SendMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken);

    /// <summary>Takes a meter event back; false when the provider no longer can.</summary>
    /// <param name="meterEvent">What to take back.</param>
    /// <param name="generation">Rises after an answer that the provider would repeat word for word, and stays where there was none; 0 at first.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown.</param>
    Task<bool> CancelMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken);

    /// <summary>What the provider has summed for a customer and a meter, in [from, until), both on the minute.</summary>
    Task<long> SumMeterAsync(string meter, string customerReference, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);
}
