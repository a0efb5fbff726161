namespace Tollgate.Billing;

/// <summary>Compares every subscription with the payment provider and repairs what is stored otherwise.</summary>
/// <remarks>
/// A page of the provider's list was read before any claim, so it only tells what to look at: what is stored comes from a look of its own
/// under the claim. What the provider does not have (another account, another mode) is listed and left as it is.
/// </remarks>
public sealed class SyncSubscriptions(IPaymentProvider provider, IBillingStore store, WebhookProcessor processor)
{
    private const int PageSize = 200;

    /// <summary>Compares and repairs.</summary>
    /// <param name="userId">Only this user's; null for everybody's.</param>
    /// <param name="isDryRun">Whether only to compare.</param>
    /// <param name="cancellationToken">Stops; what is repaired stays.</param>
    /// <exception cref="PaymentProviderException">The provider does not answer.</exception>
    public async Task<SyncReport> RunAsync(long? userId, bool isDryRun, CancellationToken cancellationToken)
    {
        var drifts = new List<SubscriptionDrift>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var customer = userId is { } id ? await store.FindCustomerAsync(id, cancellationToken) : null;
        if (userId is null || customer is { IsDeleted: false })
        {
            await foreach (var subscription in provider.ListSubscriptionsAsync(customer?.Reference, cancellationToken))
            {
                if (seen.Add(subscription.Reference) && await store.CompareAsync(subscription, cancellationToken) is { Count: > 0 } differences)
                {
                    drifts.Add(await RepairAsync(subscription.Reference, differences, isDryRun, cancellationToken));
                }
            }
        }

        await FindUnlistedAsync(userId, isDryRun, seen, drifts, cancellationToken);
        await FindClosedInvoicesAsync(userId, isDryRun, drifts, cancellationToken);
        return new SyncReport(seen.Count, drifts);
    }

    private async Task<SubscriptionDrift> RepairAsync(
        string reference, IReadOnlyList<SubscriptionDifference> differences, bool isDryRun, CancellationToken cancellationToken)
    {
        if (isDryRun)
        {
            return new SubscriptionDrift(reference, null, differences, "would be repaired", IsRepaired: false);
        }

        try
        {
            var outcome = await processor.SyncAsync(reference, null, cancellationToken);
            return new SubscriptionDrift(reference, outcome.UserId, differences, outcome.IgnoredBecause ?? "repaired", outcome.IgnoredBecause is null);
        }
        catch (TimeoutException busy)
        {
            return new SubscriptionDrift(reference, null, differences, busy.Message, IsRepaired: false);
        }
    }

    /// <summary>Invoices that are stored as open and no longer are: a paid or voided one that is not its subscription's latest.</summary>
    private async Task FindClosedInvoicesAsync(long? userId, bool isDryRun, List<SubscriptionDrift> drifts, CancellationToken cancellationToken)
    {
        foreach (var stored in await store.ListOpenInvoicesAsync(userId, cancellationToken))
        {
            var found = await provider.FindInvoiceAsync(stored.Reference, cancellationToken);
            var status = found?.Status ?? InvoiceStatus.Deleted;
            if (status == stored.Status)
            {
                continue;
            }

            if (!isDryRun)
            {
                var customer = await store.FindCustomerAsync(stored.UserId, cancellationToken);
                await processor.SyncAsync(
                    new ProviderEvent
                    {
                        Reference = stored.Reference,
                        Type = "sync",
                        Kind = ProviderEventKind.Invoice,
                        ObjectReference = stored.Reference,
                        SubscriptionReference = stored.SubscriptionReference,
                        CustomerReference = customer?.Reference,
                        Body = "",
                    },
                    cancellationToken);
            }

            drifts.Add(new SubscriptionDrift(
                stored.Reference, stored.UserId, [new SubscriptionDifference("invoice", $"{stored.Status}", $"{status}")], isDryRun ? "would be repaired" : "repaired", !isDryRun));
        }
    }

    /// <summary>What is stored and was not listed is asked for one by one.</summary>
    private async Task FindUnlistedAsync(
        long? userId, bool isDryRun, HashSet<string> seen, List<SubscriptionDrift> drifts, CancellationToken cancellationToken)
    {
        var after = "";
        while (await store.ListSubscriptionsAsync(userId, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            after = page[^1].Reference;
            foreach (var stored in page.Where(s => !s.IsEnded && seen.Add(s.Reference)))
            {
                var found = await provider.FindSubscriptionAsync(stored.Reference, cancellationToken);
                if (found is null)
                {
                    drifts.Add(new SubscriptionDrift(
                        stored.Reference, stored.UserId, [new SubscriptionDifference("subscription", "stored", null)],
                        "the provider does not have it: another account or mode? It is left as it is.", IsRepaired: false));
                }
                else if (await store.CompareAsync(found, cancellationToken) is { Count: > 0 } differences)
                {
                    drifts.Add(await RepairAsync(stored.Reference, differences, isDryRun, cancellationToken));
                }
            }
        }
    }
}
