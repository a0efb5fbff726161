namespace Tollgate.Stripe;

/// <summary>How Stripe is reached and whose webhooks are believed; bound from <c>Tollgate:Stripe</c>. Without a key nothing of it runs.</summary>
public sealed class StripeOptions
{
    /// <summary>The secret or restricted key (sk_test_…, rk_live_…); empty (default) for no Stripe. It decides the mode. Never logged.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Signing secrets of the webhook endpoint (whsec_…): two while one is rolled. None (default): the endpoint does not exist. Never logged.</summary>
    public IList<string> WebhookSecrets { get; } = [];

    /// <summary>Signing secrets of an event destination with thin payloads, which tells of meter errors. Default none. Never logged.</summary>
    public IList<string> ThinWebhookSecrets { get; } = [];

    /// <summary>Where the API is; default https://api.stripe.com. Another address is for tests.</summary>
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>Where meter events of the second version go; default https://meter-events.stripe.com. Set it together with <see cref="ApiBase"/>.</summary>
    public string MeterEventsBase { get; set; } = "https://meter-events.stripe.com";

    /// <summary>How long one request to Stripe may take: 1 to 80 seconds, default 20.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a request is repeated after 409, 429, 5xx or no answer: 0 to 5, default 2.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>
    /// Most reads an hour by this node: 10 to 1,000,000, default 2,000. Stripe rations reads (500 per payment in 30 days, at least 10,000 a month);
    /// beyond the limit events wait, and after some time the copy inside them is used.
    /// </summary>
    public int ReadsPerHour { get; set; } = 2_000;

    /// <summary>Bytes that the body of a webhook may have: 64 KiB to 16 MiB, default 1 MiB; more is answered 413.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How far a webhook's time may be from the database's: 30 seconds to 1 hour, default 5 minutes as Stripe advises.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Where customers reach this gateway, e.g. https://api.example.com; checkouts come back to it. Empty (default): give addresses with each checkout.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Where the page after a checkout sends the customer on; empty (default) shows a short page instead.</summary>
    public string AfterCheckoutUrl { get; set; } = "";
}
