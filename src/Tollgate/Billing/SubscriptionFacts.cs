using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.Billing;

/// <summary>What the payment provider decides about a subscription: always written as a whole, so that no field keeps an older answer.</summary>
public sealed record SubscriptionFacts
{
    /// <summary>The plan; null when no plan has the price, and the stored one stays.</summary>
    public string? PlanName { get; init; }

    /// <summary>The status in our terms.</summary>
    public required SubscriptionStatus Status { get; init; }

    /// <summary>The status in the provider's word.</summary>
    public required string? ProviderStatus { get; init; }

    /// <summary>Seats.</summary>
    public required long Quantity { get; init; }

    /// <summary>Start of the period; null when the provider does not say, and the stored one stays.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>End of the period.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>When the trial ends or ended.</summary>
    public DateTimeOffset? TrialEndsAt { get; init; }

    /// <summary>When it ends although it is still good.</summary>
    public DateTimeOffset? CancelsAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether payment failures ended or paused it.</summary>
    public bool EndedByFailure { get; init; }

    /// <summary>Whether a subscription never leaves this status.</summary>
    public static bool IsFinal(SubscriptionStatus status) => status is SubscriptionStatus.Canceled or SubscriptionStatus.IncompleteExpired;

    /// <summary>As the provider has it.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="item">The item that the plan is sold by; null when no plan has any of the prices.</param>
    /// <param name="planName">The plan of that item.</param>
    public static SubscriptionFacts Of(ProviderSubscription subscription, ProviderItem? item, string? planName)
    {
        var (start, end) = PeriodOf(subscription, item);
        return new SubscriptionFacts
        {
            PlanName = planName,
            Status = subscription.Status,
            ProviderStatus = subscription.ProviderStatus,
            Quantity = Math.Max(0, item?.Quantity ?? 1),
            PeriodStart = start,
            PeriodEnd = end,
            TrialEndsAt = subscription.TrialEndsAt,
            CancelsAt = subscription.CancelsAt,
            EndedAt = subscription.EndedAt,
            EndedByFailure = subscription.EndedByFailure,
        };
    }

    /// <summary>As it is stored.</summary>
    public static SubscriptionFacts Of(Subscription stored) => new()
    {
        PlanName = stored.PlanName,
        Status = stored.Status,
        ProviderStatus = stored.ProviderStatus,
        Quantity = stored.Quantity,
        PeriodStart = stored.CurrentPeriodStart,
        PeriodEnd = stored.CurrentPeriodEnd,
        TrialEndsAt = stored.TrialEndsAt,
        CancelsAt = stored.CancelsAt,
        EndedAt = stored.EndedAt,
        EndedByFailure = stored.EndedByFailure,
    };

    /// <summary>These facts where they say something, else what is stored.</summary>
    public SubscriptionFacts Over(SubscriptionFacts stored) => this with
    {
        PlanName = PlanName ?? stored.PlanName,
        Quantity = PlanName is null ? stored.Quantity : Quantity,
        PeriodStart = PeriodStart ?? stored.PeriodStart,
        PeriodEnd = PeriodStart is null ? stored.PeriodEnd : PeriodEnd,
    };

    /// <summary>Overwrites what is stored.</summary>
    public void WriteTo(Subscription stored)
    {
        var facts = Over(Of(stored));
        stored.PlanName = facts.PlanName!;
        stored.Status = facts.Status;
        stored.ProviderStatus = facts.ProviderStatus;
        stored.Quantity = facts.Quantity;
        stored.CurrentPeriodStart = facts.PeriodStart!.Value;
        stored.CurrentPeriodEnd = facts.PeriodEnd;
        stored.TrialEndsAt = facts.TrialEndsAt;
        stored.CancelsAt = facts.CancelsAt;
        stored.EndedAt = facts.EndedAt;
        stored.EndedByFailure = facts.EndedByFailure;
    }

    /// <summary>What is different at the provider.</summary>
    /// <param name="stored">What is stored.</param>
    public IEnumerable<SubscriptionDifference> DifferencesTo(SubscriptionFacts stored)
    {
        var facts = Over(stored);
        (string What, string? Stored, string? AtProvider)[] pairs =
        [
            ("plan", stored.PlanName, facts.PlanName),
            ("status", stored.ProviderStatus ?? Text(stored.Status), facts.ProviderStatus ?? Text(facts.Status)),
            ("quantity", Text(stored.Quantity), Text(facts.Quantity)),
            ("period start", Text(stored.PeriodStart), Text(facts.PeriodStart)),
            ("period end", Text(stored.PeriodEnd), Text(facts.PeriodEnd)),
            ("trial end", Text(stored.TrialEndsAt), Text(facts.TrialEndsAt)),
            ("cancels at", Text(stored.CancelsAt), Text(facts.CancelsAt)),
            ("ended at", Text(stored.EndedAt), Text(facts.EndedAt)),
            ("ended by failure", Text(stored.EndedByFailure), Text(facts.EndedByFailure)),
        ];
        return pairs.Where(p => p.Stored != p.AtProvider).Select(p => new SubscriptionDifference(p.What, p.Stored, p.AtProvider));
    }

    /// <summary>The period of the plan's item, since items may differ; else the one that ends last. What ends before it starts is no period.</summary>
    private static (DateTimeOffset? Start, DateTimeOffset? End) PeriodOf(ProviderSubscription subscription, ProviderItem? item)
    {
        var best = item is { PeriodStart: not null, PeriodEnd: not null }
            ? item
            : subscription.Items.Where(i => i is { PeriodStart: not null, PeriodEnd: not null }).MaxBy(i => i.PeriodEnd);
        return best is null || best.PeriodEnd <= best.PeriodStart ? (null, null) : (best.PeriodStart, best.PeriodEnd);
    }

    private static string? Text(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "yes" : "no",
        _ => value?.ToString(),
    };
}
