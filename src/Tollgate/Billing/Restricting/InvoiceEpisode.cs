using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>One invoice that is owed, from its first failure on.</summary>
/// <remarks>
/// Episodes are counted up to the first failure of the invoice and not up to now: otherwise an old one that leaves the window would lift a restriction
/// although nothing was paid.
/// </remarks>
internal static class InvoiceEpisode
{
    private const string FirstInvoice = "subscription_create";

    /// <summary>When the invoice leads to which level; nothing while no attempt has failed.</summary>
    public static IEnumerable<RestrictionStep> StepsOf(Invoice invoice, RestrictionFacts facts, RestrictionOptions options)
    {
        if (StartOf(invoice, facts) is not { } start)
        {
            yield break;
        }

        var episodes = CountUntil(start, invoice, facts, options);
        var halves = episodes >= options.HalvedFromEpisode ? 2 : 1;
        var since = WordedStart(invoice, facts, start);
        yield return Step(RestrictionLevel.Warning, start, $"{since}.");
        yield return Step(RestrictionLevel.Limited, start + (options.LimitedAfter / halves), $"{since} and is not paid yet.");
        yield return Step(RestrictionLevel.Suspended, start + (options.SuspendedAfter / halves), $"{since} and was not paid in time.");
        if (episodes >= options.LimitedFromEpisode)
        {
            yield return Step(RestrictionLevel.Limited, start, FormattableString.Invariant($"{since}, one of {episodes} invoices within {options.EpisodeWindow.TotalDays:0.#} days."));
        }

        if (HardDeclineOf(invoice, facts, options) is { } hardAt)
        {
            yield return Step(RestrictionLevel.Limited, hardAt + (options.LimitedAfterHardDecline / halves), $"{since} and can't be collected from the card on file.");
        }

        if (ManyAttemptsOf(invoice, facts, options) is { } manyAt)
        {
            yield return Step(RestrictionLevel.Limited, manyAt, FormattableString.Invariant($"{since}; {options.LimitedAfterAttempts} or more attempts failed."));
        }

        RestrictionStep Step(RestrictionLevel level, DateTimeOffset at, string reason) => new(level, at, reason, invoice.PaymentLink);
    }

    /// <summary>Failed attempts of an invoice, by time.</summary>
    public static IEnumerable<PaymentFailure> FailuresOf(Invoice invoice, RestrictionFacts facts) =>
        facts.Failures.Where(f => f.InvoiceReference == invoice.Reference).OrderBy(f => f.FailedAt);

    /// <summary>A sent invoice counts from when it is due; a confirmation that is waited for counts like a failure, except in a first checkout.</summary>
    private static DateTimeOffset? StartOf(Invoice invoice, RestrictionFacts facts) =>
        invoice.IsSent && invoice.DueAt is { } due ? due
        : FirstFailureOf(invoice, facts) ?? (invoice.IsActionRequired && invoice.Cause != FirstInvoice ? invoice.CreatedAt : null);

    private static DateTimeOffset? FirstFailureOf(Invoice invoice, RestrictionFacts facts) =>
        FailuresOf(invoice, facts).Select(f => (DateTimeOffset?)f.FailedAt).Append(invoice.FirstFailedAt).Min();

    /// <summary>Invoices of the customer with a failed attempt within the window before an instant, and this one; those of a first checkout are none.</summary>
    private static int CountUntil(DateTimeOffset start, Invoice invoice, RestrictionFacts facts, RestrictionOptions options) => 1 + facts.Invoices
        .DistinctBy(i => i.Reference)
        .Count(i => i.Reference != invoice.Reference && i.Cause != FirstInvoice
            && FirstFailureOf(i, facts) is { } failed && failed <= start && failed > start - options.EpisodeWindow);

    private static DateTimeOffset? HardDeclineOf(Invoice invoice, RestrictionFacts facts, RestrictionOptions options) => FailuresOf(invoice, facts)
        .Where(f => options.IsHard(f.DeclineCode)).Select(f => (DateTimeOffset?)f.FailedAt)
        .Append(options.IsHard(invoice.DeclineCode) ? invoice.FirstFailedAt : null)
        .Min();

    /// <summary>
    /// When the attempt that is one too many failed. What failed is counted, one for each attempt however often it was told of, and not how far the provider
    /// has counted: after a decline for good it counts on without charging.
    /// </summary>
    private static DateTimeOffset? ManyAttemptsOf(Invoice invoice, RestrictionFacts facts, RestrictionOptions options) =>
        FailuresOf(invoice, facts).DistinctBy(f => f.Attempt).Skip(options.LimitedAfterAttempts - 1).Select(f => (DateTimeOffset?)f.FailedAt).FirstOrDefault();

    private static string WordedStart(Invoice invoice, RestrictionFacts facts, DateTimeOffset start)
    {
        var what = invoice.IsSent && invoice.DueAt is not null ? "An invoice is overdue since"
            : FirstFailureOf(invoice, facts) is null ? "A payment waits for a confirmation since"
            : "A payment has failed since";
        return FormattableString.Invariant($"{what} {start.UtcDateTime:yyyy-MM-dd}");
    }
}
