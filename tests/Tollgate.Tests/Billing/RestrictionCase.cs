using CsCheck;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;

namespace Tollgate.Tests.Billing;

/// <summary>Customers with any history of payments, for properties of the ladder.</summary>
internal static class RestrictionCase
{
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly string?[] Codes = [null, "insufficient_funds", "lost_card", "generic_decline"];
    private static readonly string?[] Owners = [null, "sub_1", "sub_2", "sub_unknown"];

    public static Gen<DateTimeOffset> Instants { get; } = Gen.Int[0, 400 * 24].Select(hours => Start.AddHours(hours));

    private static Gen<Func<string, Invoice>> Invoices { get; } =
        from status in Gen.Frequency((4, Gen.Const(InvoiceStatus.Open)), (1, Gen.Enum<InvoiceStatus>()))
        from owner in OneOf(Owners)
        from created in Instants
        from failed in Gen.Bool
        from attempts in Gen.Int[0, 5]
        from sent in Gen.Frequency((1, Gen.Const(true)), (4, Gen.Const(false)))
        from action in Gen.Bool
        from code in OneOf(Codes)
        from remaining in Gen.Frequency((5, Gen.Const(900L)), (1, Gen.Const(0L)))
        from cause in OneOf(["subscription_cycle", "subscription_create"])
        from forgiven in Gen.Frequency((1, Gen.Const(true)), (6, Gen.Const(false)))
        select (Func<string, Invoice>)(reference => new Invoice
        {
            Reference = reference, UserId = 7, SubscriptionReference = owner, Status = status, Cause = cause, AmountDue = 900, AmountRemaining = remaining,
            Currency = "usd", Attempts = attempts, IsSent = sent, DueAt = sent ? created.AddDays(14) : null, FirstFailedAt = failed ? created.AddHours(2) : null,
            DeclineCode = failed ? code : null, IsActionRequired = action, CreatedAt = created, PaymentLink = $"https://pay.example/{reference}",
            ForgivenAt = forgiven ? created.AddDays(3) : null,
        });

    public static Gen<RestrictionFacts> Facts { get; } =
        from first in Subscriptions(1)
        from second in Subscriptions(2)
        from invoices in Invoices.Array[0, 5]
        from failures in Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Instants, OneOf(Codes)).Array[0, 10]
        from disputes in Gen.Select(Instants, Gen.Bool, Gen.Bool).Array[0, 2]
        select new RestrictionFacts
        {
            Subscriptions = [first, second],
            Invoices = [.. invoices.Select((make, i) => make($"in_{i}"))],
            Failures =
            [
                .. failures.Where(f => f.Item1 < invoices.Length).DistinctBy(f => (f.Item1, f.Item2)).Select(f => new PaymentFailure
                {
                    InvoiceReference = $"in_{f.Item1}", Attempt = f.Item2, UserId = 7, FailedAt = f.Item3, DeclineCode = f.Item4, Currency = "usd",
                }),
            ],
            Disputes =
            [
                .. disputes.Select((d, i) => new Dispute
                {
                    Reference = $"dp_{i}", UserId = 7, Status = d.Item2 ? "needs_response" : "warning_needs_response", Currency = "usd",
                    OpenedAt = d.Item1, ClosedAt = d.Item3 ? d.Item1.AddDays(9) : null,
                }),
            ],
        };

    public static Gen<RestrictionHold> Holds { get; } =
        from level in Gen.Enum<RestrictionLevel>()
        from granted in Instants
        from days in Gen.Int[1, 60]
        select new RestrictionHold { UserId = 7, Highest = level, GrantedAt = granted, Until = granted.AddDays(days), Reason = "talks", GrantedBy = "ann" };

    public static Gen<RestrictionOptions> Options { get; } =
        from across in Gen.Bool
        from ended in Gen.Bool
        from dispute in Gen.Enum<RestrictionLevel>()
        select new RestrictionOptions { AcrossSubscriptions = across, SuspendEnded = ended, OpenDispute = dispute };

    /// <summary>An invoice that was charged, open and failed once.</summary>
    public static Invoice Failed(string reference, DateTimeOffset at, string? subscription = "sub_1") => new()
    {
        Reference = reference, UserId = 7, SubscriptionReference = subscription, Status = InvoiceStatus.Open, Cause = "subscription_cycle", AmountDue = 900,
        AmountRemaining = 900, Currency = "usd", Attempts = 1, FirstFailedAt = at, CreatedAt = at.AddHours(-1), PaymentLink = $"https://pay.example/{reference}",
    };

    public static Subscription Subscription(SubscriptionStatus status = SubscriptionStatus.PastDue) =>
        new() { Id = 1, UserId = 7, PlanName = "pro", Status = status, Reference = "sub_1", CurrentPeriodStart = Start };

    private static Gen<Subscription> Subscriptions(int id) =>
        from status in Gen.Enum<SubscriptionStatus>()
        from byFailure in Gen.Bool
        from ended in Instants
        select new Subscription
        {
            Id = id, UserId = 7, PlanName = "pro", Status = status, Reference = $"sub_{id}", CurrentPeriodStart = Start, EndedByFailure = byFailure,
            EndedAt = status is SubscriptionStatus.Canceled ? ended : null,
        };

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
