namespace Tollgate.Billing;

/// <summary>Turns hints into news: asks the payment provider once for each thing that they are about.</summary>
/// <remarks>
/// Reads are rationed by the provider, so hints about the same thing are one look, the latest invoice comes with its subscription, and
/// an invoice of its own is looked at only when it is another one, or when the hints say that its payment failed or must be confirmed.
/// </remarks>
internal sealed class ProviderLook(IPaymentProvider provider, IBillingStore store)
{
    /// <summary>Asks the provider.</summary>
    /// <exception cref="PaymentProviderException">It does not answer, or refuses.</exception>
    public async Task<BillingNews> AskAsync(IReadOnlyList<ProviderEvent> hints, CancellationToken cancellationToken)
    {
        var news = await WithMeterErrorsAsync(Told(hints), hints, cancellationToken);
        var reference = hints.Where(h => h.Kind != ProviderEventKind.Upcoming).Select(h => h.SubscriptionReference).FirstOrDefault(r => r is not null);
        if (reference is not null)
        {
            var subscription = await provider.FindSubscriptionAsync(reference, cancellationToken);
            news = news with { Subscription = subscription, MissingSubscription = subscription is null ? reference : null };
        }

        news = await WithInvoicesAsync(news, hints, cancellationToken);
        var disputes = new List<ProviderDispute>();
        foreach (var dispute in ReferencesOf(hints, ProviderEventKind.Dispute))
        {
            if (await provider.FindDisputeAsync(dispute, cancellationToken) is { } found)
            {
                disputes.Add(found);
            }
        }

        var reversals = await ReversalsAsync(hints, disputes, cancellationToken);
        news = news with
        {
            Disputes = disputes,
            Reversals = reversals,
            CustomerReference = news.Subscription?.CustomerReference
                ?? hints.Select(h => h.CustomerReference).FirstOrDefault(c => c is not null)
                ?? news.Invoices.Select(i => i.CustomerReference).FirstOrDefault(c => c is not null)
                ?? disputes.Select(d => d.CustomerReference).FirstOrDefault(c => c is not null)
                ?? reversals.Select(r => r.CustomerReference).FirstOrDefault(c => c is not null),
        };
        return await WithCustomerAsync(news, hints, cancellationToken);
    }

    /// <summary>What the events themselves say, for as long as the provider can't be asked; null when that is nothing.</summary>
    /// <remarks>
    /// Which of several copies is the newest can't be known: a state that never ends again wins, else what arrived last.
    /// </remarks>
    public static BillingNews? Believe(IReadOnlyList<ProviderEvent> hints)
    {
        var subscriptions = hints.Select(h => h.Subscription).OfType<ProviderSubscription>().ToList();
        var subscription = subscriptions.FindLast(s => SubscriptionFacts.IsFinal(s.Status)) ?? subscriptions.LastOrDefault();
        var invoices = hints.Select(h => h.Invoice).OfType<ProviderInvoice>().GroupBy(i => i.Reference)
            .Select(same => same.LastOrDefault(i => i.Status > InvoiceStatus.Open) ?? same.Last()).ToList();
        if (subscription is null && invoices.Count == 0)
        {
            return null;
        }

        var told = Told(hints);
        return told with
        {
            IsProvisional = true,
            ToldAt = hints.Max(h => h.OccurredAt),
            Subscription = subscription,
            Invoices = invoices,
            CustomerReference = subscription?.CustomerReference ?? hints.Select(h => h.CustomerReference).FirstOrDefault(c => c is not null),
            UserId = told.UserId ?? TollgateUser.In(subscription?.Metadata),
        };
    }

    private static BillingNews Told(IReadOnlyList<ProviderEvent> hints) => new()
    {
        UserId = hints.Select(h => h.UserId).FirstOrDefault(u => u is not null),
        IsLive = hints.Any(h => h.IsLive == true),
        Failures =
        [
            .. hints.Where(h => h is { IsPaymentFailure: true, Invoice: not null })
                .Select(h => new FailedAttempt(h.Invoice!.Reference, h.Invoice.Attempts, h.OccurredAt, h.Invoice.AmountRemaining, h.Invoice.Currency)),
        ],
        ActionRequired = [.. hints.Where(h => h is { IsActionRequired: true, ObjectReference: not null }).Select(h => h.ObjectReference!).Distinct()],
        IsInvoiceNear = hints.Any(h => h.Kind == ProviderEventKind.Upcoming),
        IsAboutMeters = hints.All(h => h.Kind == ProviderEventKind.MeterErrors),
        MeterErrors = [.. hints.SelectMany(h => h.MeterErrors)],
    };

    /// <summary>Meter errors come as notices that only name the event; what went wrong is asked for.</summary>
    private async Task<BillingNews> WithMeterErrorsAsync(BillingNews news, IReadOnlyList<ProviderEvent> hints, CancellationToken cancellationToken)
    {
        var errors = news.MeterErrors.ToList();
        foreach (var hint in hints.Where(h => h is { Kind: ProviderEventKind.MeterErrors, MeterErrors.Count: 0 }))
        {
            errors.AddRange((await provider.FindEventAsync(hint.Reference, cancellationToken))?.MeterErrors ?? []);
        }

        return news with { MeterErrors = errors };
    }

    private async Task<BillingNews> WithInvoicesAsync(BillingNews news, IReadOnlyList<ProviderEvent> hints, CancellationToken cancellationToken)
    {
        var (invoices, missing) = (new List<ProviderInvoice>(), new List<string>());
        var latest = news.Subscription?.LatestInvoice;
        foreach (var reference in ReferencesOf(hints, ProviderEventKind.Invoice))
        {
            var needsCause = hints.Any(h => h.ObjectReference == reference && (h.IsPaymentFailure || h.IsActionRequired));
            if (reference == latest?.Reference && !(needsCause && latest.Status == InvoiceStatus.Open))
            {
                continue;
            }

            if (await provider.FindInvoiceAsync(reference, cancellationToken) is { } found)
            {
                invoices.Add(found);
            }
            else
            {
                missing.Add(reference);
            }
        }

        if (latest is not null && invoices.TrueForAll(i => i.Reference != latest.Reference))
        {
            invoices.Add(latest);
        }

        return news with { Invoices = invoices, MissingInvoices = missing };
    }

    /// <summary>The customer is asked for when hints are about it, or when nobody is linked to it and nothing else names a user.</summary>
    private async Task<BillingNews> WithCustomerAsync(BillingNews news, IReadOnlyList<ProviderEvent> hints, CancellationToken cancellationToken)
    {
        if (news.CustomerReference is not { } reference)
        {
            return news;
        }

        var isLinked = await store.FindUserAsync(reference, cancellationToken) is not null;
        var user = news.UserId ?? TollgateUser.In(news.Subscription?.Metadata);
        var isWanted = hints.Any(h => h.Kind is ProviderEventKind.Customer or ProviderEventKind.Checkout) || (!isLinked && user is null && hints.Any(h => !IsNote(h)));
        var customer = isWanted ? await provider.FindCustomerAsync(reference, cancellationToken) : null;
        return news with { Customer = customer, UserId = user ?? customer?.UserId, IsLive = news.IsLive || news.Subscription?.IsLive == true || customer?.IsLive == true };
    }

    /// <summary>What went back of payments that hints are about: a refund, or a dispute that is decided. An account may sell other things: strangers cost no read.</summary>
    private async Task<IReadOnlyList<ProviderReversal>> ReversalsAsync(
        IReadOnlyList<ProviderEvent> hints, IReadOnlyList<ProviderDispute> disputes, CancellationToken cancellationToken)
    {
        var payments = disputes.Where(d => !d.IsOpen).Select(d => d.PaymentReference).ToHashSet();
        foreach (var hint in hints.Where(h => h.Kind == ProviderEventKind.Refund))
        {
            if (hint.CustomerReference is not { } customer || await store.FindUserAsync(customer, cancellationToken) is not null)
            {
                payments.Add(hint.PaymentReference);
            }
        }

        var found = new List<ProviderReversal>();
        foreach (var payment in payments.OfType<string>())
        {
            found.AddRange(await provider.FindReversalsAsync(payment, cancellationToken));
        }

        return found;
    }

    /// <summary>Whether a hint is no reason to ask for a customer whom nobody knows.</summary>
    private static bool IsNote(ProviderEvent hint) => hint.Kind is ProviderEventKind.Record or ProviderEventKind.Upcoming or ProviderEventKind.Refund;

    private static IEnumerable<string> ReferencesOf(IEnumerable<ProviderEvent> hints, ProviderEventKind kind) =>
        hints.Where(h => h.Kind == kind && h.ObjectReference is not null).Select(h => h.ObjectReference!).Distinct();
}
