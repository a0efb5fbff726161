namespace Tollgate.Billing;

/// <summary>Keeps what is known of customers, subscriptions, invoices and disputes.</summary>
public interface IBillingStore
{
    /// <summary>
    /// Stores news and ends their events in one transaction: overwrites, works the restriction out anew, and has every node hear of it.
    /// </summary>
    Task<NewsOutcome> ApplyAsync(BillingNews news, CancellationToken cancellationToken);

    /// <summary>The user who is linked to a customer; null when nobody is.</summary>
    Task<long?> FindUserAsync(string customerReference, CancellationToken cancellationToken);

    /// <summary>The customer of a user; null when none was made.</summary>
    Task<BillingCustomer?> FindCustomerAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Links a user to a customer, and has events done that waited for it; returns what holds, also when somebody else was first.</summary>
    Task<BillingCustomer> LinkAsync(long userId, ProviderCustomer customer, CancellationToken cancellationToken);

    /// <summary>How a subscription and its latest invoice are stored otherwise than the provider has them; changes nothing.</summary>
    Task<IReadOnlyList<SubscriptionDifference>> CompareAsync(ProviderSubscription subscription, CancellationToken cancellationToken);

    /// <summary>Subscriptions that came from the provider, by reference.</summary>
    /// <param name="userId">Of this user; null for everybody's.</param>
    /// <param name="after">Only references after this one, to page; "" for the first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<StoredSubscription>> ListSubscriptionsAsync(long? userId, string after, int most, CancellationToken cancellationToken);

    /// <summary>Invoices that are stored as open, of one user or of everybody; they are few.</summary>
    Task<IReadOnlyList<Invoice>> ListOpenInvoicesAsync(long? userId, CancellationToken cancellationToken);
}
