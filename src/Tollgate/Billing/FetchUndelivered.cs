using System.Security.Cryptography;
using Tollgate.Hosting;

namespace Tollgate.Billing;

/// <summary>Fetches events that the provider could not deliver, and has ignored ones done again whose price a plan has got.</summary>
public sealed class FetchUndelivered(IPaymentProvider provider, IWebhookInbox inbox, WebhookIntake intake, NodeIdentity node)
{
    private const string WorkKey = "undelivered events";

    /// <summary>The provider keeps events for 30 days; what it could not deliver for longer than this, the nightly comparison has repaired.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(3);

    /// <summary>Fetches them unless another node did within the interval; returns how many were new, null when another node did.</summary>
    /// <remarks>The claim is not given back: that it ends by itself is what keeps all nodes together to one round an interval.</remarks>
    /// <param name="interval">How long no node fetches again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaymentProviderException">The provider does not answer.</exception>
    public async Task<int?> TryRunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        var holder = $"{node.Name}/{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        return await inbox.ClaimAsync(WorkKey, holder, interval, cancellationToken) is null ? null : await RunAsync(cancellationToken);
    }

    /// <summary>Fetches them now.</summary>
    /// <exception cref="PaymentProviderException">The provider does not answer.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var found = 0;
        var since = await inbox.NowAsync(cancellationToken) - Back;
        await foreach (var told in provider.ListUndeliveredEventsAsync(since, cancellationToken))
        {
            found += await intake.TakeAsync(told, cancellationToken) ? 1 : 0;
        }

        await inbox.ReplayPricedAsync(cancellationToken);
        return found;
    }
}
