using System.Globalization;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Shows users, subscriptions and keys.</summary>
internal static class UserReport
{
    /// <summary>Columns of <see cref="Row(UserAccount)"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["User", "Subject", "Plan", "Status", "Restriction", "Access", "Added"];

    /// <summary>Columns of <see cref="Row(OwnedApiKey)"/>.</summary>
    public static IReadOnlyList<string> KeyColumns { get; } = ["Key", "User", "Name", "Ends in", "Created", "Expires", "Last used", "State", "Limits"];

    /// <summary>Columns of <see cref="Row(Subscription)"/>.</summary>
    public static IReadOnlyList<string> SubscriptionColumns { get; } = ["Plan", ">Seats", "Status", "Restriction", "From", "To"];

    /// <summary>A subscription as a row.</summary>
    public static IReadOnlyList<string?> Row(Subscription subscription) =>
    [
        subscription.PlanName, PlanReport.Units(subscription.Quantity), Parsers.WordOf(subscription.Status), Parsers.WordOf(subscription.Restriction),
        Time(subscription.CurrentPeriodStart), Time(subscription.CurrentPeriodEnd),
    ];

    /// <summary>What else holds for the subscription that counts, a line each: seats, trial, end, the month limit after a change, the spend cap.</summary>
    public static IEnumerable<string> Terms(UserAccount account)
    {
        if (account.Subscription is { Quantity: not 1 } seats)
        {
            yield return $"Seats: {PlanReport.Units(seats.Quantity)}";
        }

        if (account.Subscription?.TrialEndsAt is { } trial)
        {
            yield return $"Trial ends: {Time(trial)}";
        }

        if (account.Subscription?.CancelsAt is { } end)
        {
            yield return $"Ends: {Time(end)}";
        }

        if (account.Subscription is { PeriodLimit: { } limit, PeriodLimitUntil: { } until })
        {
            yield return $"Month limit (with overage: the count from which on units are billed) after a change of plan: {PlanReport.Units(limit)}, until {Time(until)}";
        }

        if (account.SpendCap is { } cap)
        {
            yield return $"Spend cap: {PlanReport.Units(cap.Amount)} {cap.Currency} (minor units) of overage in a period";
        }
    }

    /// <summary>A user as a row.</summary>
    public static IReadOnlyList<string?> Row(UserAccount account) =>
    [
        account.User.Name, account.User.Subject, account.Subscription?.PlanName,
        account.Subscription is { } subscription ? Parsers.WordOf(subscription.Status) : "none",
        Parsers.WordOf(account.Restriction), Parsers.WordOf(account.User.Access), Time(account.User.CreatedAt),
    ];

    /// <summary>A key as a row.</summary>
    public static IReadOnlyList<string?> Row(OwnedApiKey owned) =>
    [
        owned.Key.Subject, owned.UserName, owned.Key.Name, $"…{owned.Key.LastFour}", Time(owned.Key.CreatedAt), Time(owned.Key.ExpiresAt),
        Time(owned.Key.LastUsedAt), owned.Key.RevokedAt is null ? Parsers.WordOf(owned.Key.Access) : "revoked",
        owned.Key.Limits.Count == 0 ? "" : PlanReport.Limits(owned.Key.Limits),
    ];

    /// <summary>A user in JSON.</summary>
    public static object Shape(UserAccount account) => new
    {
        account.User.Name,
        account.User.Id,
        account.User.Subject,
        account.User.Access,
        account.User.CreatedAt,
        subscription = account.Subscription is { } subscription ? Shape(subscription) : null,
        subscriptions = account.Subscriptions.Select(Shape),
        spendCap = account.SpendCap is { } cap ? Shape(cap) : null,
        overrides = account.Overrides.Select(Shape),
    };

    /// <summary>A subscription in JSON.</summary>
    public static object Shape(Subscription subscription) => new
    {
        plan = subscription.PlanName,
        subscription.Quantity,
        subscription.Status,
        subscription.Restriction,
        subscription.CurrentPeriodStart,
        subscription.CurrentPeriodEnd,
        subscription.TrialEndsAt,
        subscription.CancelsAt,
        subscription.PeriodLimit,
        subscription.PeriodLimitUntil,
        subscription.ManualRestriction,
        subscription.RestrictionReason,
        subscription.RestrictedSince,
        subscription.PaymentLink,
    };

    /// <summary>A spend cap in JSON.</summary>
    public static object Shape(SpendCap cap) => new { cap.Amount, cap.Currency, cap.SetAt };

    /// <summary>An override in JSON.</summary>
    public static object Shape(LimitOverride limit) => new
    {
        limit.Scope,
        limit.Window,
        limit = limit.Limit == Tollgate.Limit.Unlimited ? Plans.PlanWords.Unlimited : (object)limit.Limit,
    };

    /// <summary>A key in JSON, without its secret.</summary>
    public static object Shape(OwnedApiKey owned) => new
    {
        owned.Key.Id,
        owned.Key.Subject,
        user = owned.UserName,
        owned.Key.Name,
        owned.Key.LastFour,
        owned.Key.CreatedAt,
        owned.Key.ExpiresAt,
        owned.Key.RevokedAt,
        owned.Key.LastUsedAt,
        owned.Key.Access,
        limits = PlanReport.LimitsShape(owned.Key.Limits),
    };

    /// <summary>A time for people, in UTC; empty for none.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
