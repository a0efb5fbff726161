using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Stores a subscription's status by name; one that a newer version wrote counts as past due, so that nobody is cut off by an upgrade.</summary>
public sealed class StatusName() : ValueConverter<SubscriptionStatus, string>(status => Write(status), text => Read(text))
{
    /// <summary>The name as stored: "active", "trialing", "past_due" and so on.</summary>
    public static string Write(SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.Active => "active",
        SubscriptionStatus.Trialing => "trialing",
        SubscriptionStatus.PastDue => "past_due",
        SubscriptionStatus.Unpaid => "unpaid",
        SubscriptionStatus.Paused => "paused",
        SubscriptionStatus.Incomplete => "incomplete",
        SubscriptionStatus.IncompleteExpired => "incomplete_expired",
        SubscriptionStatus.Unknown => "unknown",
        SubscriptionStatus.Canceled => "canceled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No subscription has this status."),
    };

    /// <summary>The status of a stored name.</summary>
    public static SubscriptionStatus Read(string text) => text switch
    {
        "active" => SubscriptionStatus.Active,
        "trialing" => SubscriptionStatus.Trialing,
        "unpaid" => SubscriptionStatus.Unpaid,
        "paused" => SubscriptionStatus.Paused,
        "incomplete" => SubscriptionStatus.Incomplete,
        "incomplete_expired" => SubscriptionStatus.IncompleteExpired,
        "unknown" => SubscriptionStatus.Unknown,
        "canceled" => SubscriptionStatus.Canceled,
        _ => SubscriptionStatus.PastDue,
    };
}
