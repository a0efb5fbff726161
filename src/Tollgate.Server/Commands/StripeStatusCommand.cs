using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Stripe;

namespace Tollgate.Server.Commands;

/// <summary>Whether Stripe is configured, in which mode, and how its events are doing.</summary>
internal sealed class StripeStatusCommand() : TollgateCommand("status", "Show whether Stripe is configured, in which mode, and how its events are doing.")
{
    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var (provider, options) = (toolbox.Get<StripePaymentProvider>(), toolbox.Get<IOptions<StripeOptions>>().Value);
        var figures = await toolbox.Get<IWebhookInbox>().CountAsync(cancellationToken);
        if (invocation.Report.TryWriteJson(StripeReport.Shape(provider, options, figures)))
        {
            return CommandLine.Yes;
        }

        var secrets = options.WebhookSecrets.Count + options.ThinWebhookSecrets.Count;
        invocation.Report.Line(provider.IsLive is null
            ? "Stripe: not configured (Tollgate:Stripe:ApiKey is empty)"
            : $"Stripe: {StripeReport.ModeOf(provider.IsLive)} mode, API version {StripePaymentProvider.ApiVersion}");
        invocation.Report.Line(secrets == 0
            ? "Webhooks: not taken (Tollgate:Stripe:WebhookSecrets is empty)"
            : $"Webhooks: POST {Microsoft.AspNetCore.Builder.StripeEndpoints.WebhookPath} on the public address, {secrets} signing {(secrets == 1 ? "secret" : "secrets")}");
        invocation.Report.Line(figures.LastReceivedAt is null
            ? "Events: none yet"
            : $"Events: last {figures.LastType} at {UserReport.Time(figures.LastReceivedAt)} in version {figures.LastApiVersion ?? "unknown"}; {figures.Pending} wait, {figures.Dead} were given up");
        invocation.Report.Line($"Subscriptions: {figures.Provisional} provisional, {figures.UnknownStatuses} with a status that this version does not know");
        return CommandLine.Yes;
    }
}
