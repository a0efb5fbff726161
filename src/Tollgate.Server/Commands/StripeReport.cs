using System.Globalization;
using Tollgate.Billing;
using Tollgate.Stripe;

namespace Tollgate.Server.Commands;

/// <summary>Shows what there is about Stripe.</summary>
internal static class StripeReport
{
    /// <summary>Columns of <see cref="Row"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = [">Event", "Id", "Type", "State", "About", ">Attempts", "Received", "Reason"];

    /// <summary>An event as a row.</summary>
    public static IReadOnlyList<string?> Row(WebhookEvent told) =>
    [
        told.Id.ToString(CultureInfo.InvariantCulture), told.Reference, told.Type, Parsers.WordOf(told.State), told.WorkKey,
        told.Attempts.ToString(CultureInfo.InvariantCulture), UserReport.Time(told.ReceivedAt), told.Reason,
    ];

    /// <summary>An event in JSON.</summary>
    public static object Shape(WebhookEvent told, bool withBody) => new
    {
        told.Id,
        told.Endpoint,
        told.Reference,
        told.Type,
        told.State,
        told.Reason,
        told.WorkKey,
        told.ObjectReference,
        told.SubscriptionReference,
        told.CustomerReference,
        told.ApiVersion,
        told.IsLive,
        told.Attempts,
        told.OccurredAt,
        told.ReceivedAt,
        nextAttemptAt = told.State == WebhookState.Pending ? (DateTimeOffset?)told.NextAttemptAt : null,
        told.EndedAt,
        body = withBody ? told.Body : null,
    };

    /// <summary>A comparison in JSON.</summary>
    public static object Shape(SyncReport report) => new
    {
        report.Compared,
        drifts = report.Drifts.Select(d => new
        {
            d.Reference,
            subject = d.UserId is { } user ? Entitling.User.SubjectOf(user) : null,
            differences = d.Differences.Select(x => new { x.What, x.Stored, x.AtProvider }),
            d.Result,
            repaired = d.IsRepaired,
        }),
    };

    /// <summary>The state of the connection in JSON; nothing of it is secret.</summary>
    public static object Shape(StripePaymentProvider provider, StripeOptions options, InboxFigures figures) => new
    {
        configured = provider.IsLive is not null,
        mode = ModeOf(provider.IsLive),
        webhooks = provider.IsLive is not null && options.WebhookSecrets.Count + options.ThinWebhookSecrets.Count > 0,
        apiVersion = StripePaymentProvider.ApiVersion,
        lastEventAt = figures.LastReceivedAt,
        lastEventType = figures.LastType,
        lastEventVersion = figures.LastApiVersion,
        pending = figures.Pending,
        oldestPendingSeconds = figures.OldestPendingAge?.TotalSeconds,
        dead = figures.Dead,
        provisionalSubscriptions = figures.Provisional,
        unknownStatuses = figures.UnknownStatuses,
        readsThisHour = provider.Budget.Usage.Used,
        readsPerHour = provider.Budget.Usage.Most,
    };

    /// <summary>The mode of a key.</summary>
    public static string? ModeOf(bool? isLive) => isLive switch { true => "live", false => "test", null => null };
}
