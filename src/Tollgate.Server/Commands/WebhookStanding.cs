using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing.Crediting;
using Tollgate.Server.Plans;
using Tollgate.Stripe;

namespace Tollgate.Server.Commands;

/// <summary>Whether a node takes webhooks of Stripe, what is missing where it does not, and what needs them.</summary>
internal sealed class WebhookStanding
{
    private const string Section = "Tollgate:Stripe:";
    private const int MostPlans = 5;
    private readonly StripeOptions _options;

    /// <summary>Works it out.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="soldPlans">Names of plans that have a price.</param>
    /// <param name="hasCreditPacks">Whether payments top credits up.</param>
    public WebhookStanding(StripeOptions options, IReadOnlyList<string> soldPlans, bool hasCreditPacks)
    {
        _options = options;
        Needs = [.. NeedsOf(options, soldPlans, hasCreditPacks)];
    }

    /// <summary>Whether the endpoint exists.</summary>
    public bool IsMapped => Missing.Count == 0;

    /// <summary>Settings that are not set and without which it does not exist.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. _options.ApiKey.Length == 0 ? [Section + nameof(StripeOptions.ApiKey)] : Array.Empty<string>(),
        .. Secrets == 0 ? [$"{Section}{nameof(StripeOptions.WebhookSecrets)}:0"] : Array.Empty<string>(),
    ];

    /// <summary>What does nothing without webhooks, for people; empty when nothing needs them.</summary>
    public IReadOnlyList<string> Needs { get; }

    private int Secrets => _options.WebhookSecrets.Count + _options.ThinWebhookSecrets.Count;

    /// <summary>Reads what is sold.</summary>
    public static async Task<WebhookStanding> ReadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var plans = await services.GetRequiredService<IPlanStore>().ListAsync(includeArchived: false, cancellationToken);
        return new WebhookStanding(
            services.GetRequiredService<IOptions<StripeOptions>>().Value,
            [.. plans.Where(p => p.Plan.PriceReferences.Count > 0).Select(p => p.Plan.Name)],
            services.GetRequiredService<IOptions<CreditOptions>>().Value.CreditPacks.Count > 0);
    }

    /// <summary>Warns when something needs webhooks and no key is set; a key without a secret is told where the endpoint would be mapped.</summary>
    public void Warn(ILogger logger)
    {
        if (_options.ApiKey.Length == 0 && Needs.Count > 0)
        {
            Log.NoWebhooks(logger, string.Join(" and ", Missing), string.Join(", ", Needs));
        }
    }

    /// <summary>As one line for people.</summary>
    public override string ToString() => (IsMapped, Needs.Count) switch
    {
        (true, _) => $"POST {StripeEndpoints.WebhookPath} ({StripeReport.ModeOf(StripeKey.IsLive(_options.ApiKey))} mode, {Secrets} signing {(Secrets == 1 ? "secret" : "secrets")})",
        (false, 0) when _options.ApiKey.Length == 0 => $"none: no payment provider is configured ({Missing[0]})",
        _ => $"not taken: set {string.Join(" and ", Missing)}",
    };

    private static IEnumerable<string> NeedsOf(StripeOptions options, IReadOnlyList<string> soldPlans, bool hasCreditPacks)
    {
        if (soldPlans.Count > 0)
        {
            var more = soldPlans.Count > MostPlans ? $" and {soldPlans.Count - MostPlans} more" : "";
            yield return $"plans are sold ({string.Join(", ", soldPlans.Take(MostPlans).Select(Shown.Clean))}{more})";
        }

        if (hasCreditPacks)
        {
            yield return "Tollgate:Billing:CreditPacks is set";
        }

        foreach (var (setting, value) in new[] { (nameof(options.PublicUrl), options.PublicUrl), (nameof(options.AfterCheckoutUrl), options.AfterCheckoutUrl) })
        {
            if (value.Length > 0)
            {
                yield return $"{Section}{setting} is set";
            }
        }
    }
}
