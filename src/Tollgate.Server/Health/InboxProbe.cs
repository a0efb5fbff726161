using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Stripe;

namespace Tollgate.Server.Health;

/// <summary>Whether events of the payment provider are worked off, and written as this version reads them.</summary>
internal sealed class InboxProbe(IPaymentProvider provider, IWebhookInbox inbox) : IHealthProbe
{
    private const string Name = "webhooks";
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        if (provider.IsLive is null)
        {
            return []; // no payment provider is configured
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return [.. Look(await inbox.CountAsync(deadline.Token))];
        }
        catch (Exception exception) when (exception is OperationCanceledException or System.Data.Common.DbException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            return [new Finding(Name, Severity.Warning, "The inbox of events can't be read.", "The check of the database says why.")];
        }
    }

    private static IEnumerable<Finding> Look(InboxFigures figures)
    {
        if (figures.Dead > 0)
        {
            yield return new Finding(Name, Severity.Warning, $"{figures.Dead} events were given up.", "`tollgate stripe events list --state dead` says why; `tollgate stripe events replay` has them done again.");
        }

        if (figures.OldestPendingAge > MaxAge)
        {
            yield return new Finding(
                Name, Severity.Warning, $"{figures.Pending} events wait, the oldest for {figures.OldestPendingAge.Value.TotalMinutes:0} minutes; {figures.Provisional} subscriptions are taken from events for now.",
                "`tollgate stripe events list --state pending` says why.");
        }

        if (figures.UnknownStatuses > 0)
        {
            yield return new Finding(
                Name, Severity.Warning, $"{figures.UnknownStatuses} subscriptions have a status that this version does not know; their customers have the default plan.",
                "Update Tollgate, and look at the subscriptions at Stripe.");
        }

        if (figures.LastApiVersion is { } version && MajorOf(version) != MajorOf(StripePaymentProvider.ApiVersion))
        {
            yield return new Finding(
                "webhook_version", Severity.Warning, $"Events come in the API version {version}; this version asks in {StripePaymentProvider.ApiVersion}. They are understood, but say less.",
                "Make a webhook endpoint with that version beside the old one, then remove the old one.");
        }

        if (figures is { Dead: 0, UnknownStatuses: 0 } && (figures.OldestPendingAge is null || figures.OldestPendingAge <= MaxAge))
        {
            yield return new Finding(Name, Severity.Ok, $"{figures.Pending} events of the payment provider wait.");
        }
    }

    /// <summary>"2026-10-28.endive" -> "endive": versions of one name have one shape.</summary>
    private static string MajorOf(string version) => version[(version.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
