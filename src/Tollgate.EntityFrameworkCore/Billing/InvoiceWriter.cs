using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Overwrites invoices with what the payment provider has, and keeps a row per failed attempt however often it is told of.</summary>
internal sealed class InvoiceWriter
{
#pragma warning disable CA1822 // a service like its neighbours
    public async Task WriteAsync(TollgateDbContext context, BillingNews news, long userId, DateTimeOffset now, CancellationToken cancellationToken)
#pragma warning restore CA1822
    {
        var touched = new List<Invoice>();
        foreach (var looked in news.Invoices)
        {
            var stored = await context.Invoices.FindAsync([looked.Reference], cancellationToken);
            if (stored is not null && news.IsProvisional && stored.Status > InvoiceStatus.Open)
            {
                continue; // closed invoices stay closed, whatever an older event says
            }

            if (stored is null)
            {
                stored = new Invoice { Reference = looked.Reference, UserId = userId, Currency = looked.Currency };
                context.Invoices.Add(stored);
            }

            Overwrite(stored, looked, news, now);
            touched.Add(stored);
        }

        foreach (var reference in news.MissingInvoices)
        {
            if (await context.Invoices.FindAsync([reference], cancellationToken) is { } stored && stored.Status != InvoiceStatus.Deleted)
            {
                stored.Status = InvoiceStatus.Deleted;
                stored.ClosedAt ??= now;
                stored.NextAttemptAt = null;
                stored.IsActionRequired = false;
                touched.Add(stored);
            }
        }

        await WriteFailuresAsync(context, news, userId, touched, now, cancellationToken);
    }

    private static void Overwrite(Invoice stored, ProviderInvoice looked, BillingNews news, DateTimeOffset now)
    {
        var isOpen = looked.Status == InvoiceStatus.Open;
        stored.SubscriptionReference = looked.SubscriptionReference ?? stored.SubscriptionReference;
        stored.Status = looked.Status;
        stored.Cause = looked.Cause;
        stored.AmountRemaining = Math.Max(0, looked.AmountRemaining);
        stored.AmountDue = Math.Max(0, looked.AmountDue);
        stored.Currency = looked.Currency;
        stored.Attempts = Math.Max(0, looked.Attempts);
        stored.IsSent = looked.IsSent;
        stored.DueAt = looked.DueAt;
        stored.NextAttemptAt = isOpen ? looked.NextAttemptAt : null;
        stored.DeclineCode = isOpen ? looked.DeclineCode ?? stored.DeclineCode : null;
        stored.IsActionRequired = isOpen && (looked.IsActionRequired ?? (stored.IsActionRequired || news.ActionRequired.Contains(looked.Reference)));
        stored.PaymentLink = looked.PaymentLink ?? stored.PaymentLink;
        stored.CreatedAt = looked.CreatedAt > DateTimeOffset.UnixEpoch ? looked.CreatedAt : stored.CreatedAt > DateTimeOffset.UnixEpoch ? stored.CreatedAt : now;
        stored.ClosedAt = looked.Status > InvoiceStatus.Open ? looked.ClosedAt ?? stored.ClosedAt ?? now : null;
    }

    /// <summary>
    /// Events name attempts; that an invoice failed at all is also seen without them. The earliest time that is told for an attempt counts, so that
    /// order and repetition do not.
    /// </summary>
    private static async Task WriteFailuresAsync(
        TollgateDbContext context, BillingNews news, long userId, List<Invoice> touched, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var failure in (FailedAttempt[])[.. news.Failures, .. await FindUntoldAsync(context, news, touched, cancellationToken)])
        {
            var failedAt = failure.FailedAt < now ? failure.FailedAt.Value : now; // a provider whose clock is ahead (a test clock) tells of what has happened
            var stored = await context.PaymentFailures.FindAsync([failure.InvoiceReference, failure.Attempt], cancellationToken);
            if (stored is null)
            {
                stored = new PaymentFailure
                {
                    InvoiceReference = failure.InvoiceReference,
                    Attempt = failure.Attempt,
                    UserId = userId,
                    FailedAt = failedAt,
                    Amount = Math.Max(0, failure.Amount),
                    Currency = failure.Currency,
                };
                context.PaymentFailures.Add(stored);
            }
            else if (failedAt < stored.FailedAt)
            {
                context.Entry(stored).Property(r => r.FailedAt).CurrentValue = failedAt;
            }

            var invoice = await context.Invoices.FindAsync([failure.InvoiceReference], cancellationToken);
            if (invoice is not null)
            {
                invoice.FirstFailedAt = invoice.FirstFailedAt < failedAt ? invoice.FirstFailedAt : failedAt;
                stored.DeclineCode = invoice.Attempts == failure.Attempt ? invoice.DeclineCode ?? stored.DeclineCode : stored.DeclineCode;
            }
        }
    }

    /// <summary>
    /// The first attempt at open invoices of a subscription that is behind, where no event told of any: a subscription falls behind only when it failed.
    /// </summary>
    /// <remarks>
    /// Only the first, whatever the provider counts: after a decline for good (a lost card), or without a payment method, Stripe counts on without charging
    /// until there is another one, and an invoice does not say which of its counts were charges. What is missed by that are further attempts whose
    /// events got lost for good, to the customer's advantage; events that were only not delivered are asked for
    /// (https://docs.stripe.com/billing/revenue-recovery/smart-retries).
    /// </remarks>
    private static async Task<List<FailedAttempt>> FindUntoldAsync(TollgateDbContext context, BillingNews news, List<Invoice> touched, CancellationToken cancellationToken)
    {
        var untold = new List<FailedAttempt>();
        if (news.Subscription is not { Status: SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid, Reference: var subscription })
        {
            return untold;
        }

        foreach (var invoice in touched.Where(i => i is { Status: InvoiceStatus.Open, IsSent: false, Attempts: > 0 } && i.SubscriptionReference == subscription))
        {
            if (news.Failures.All(f => f.InvoiceReference != invoice.Reference)
                && !await context.PaymentFailures.AnyAsync(f => f.InvoiceReference == invoice.Reference, cancellationToken))
            {
                untold.Add(new FailedAttempt(invoice.Reference, 1, null, invoice.AmountRemaining, invoice.Currency));
            }
        }

        return untold;
    }
}
