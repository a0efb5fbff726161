using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Registers receivers, delivers signed events to them, and lets a test make the delivery go wrong.</summary>
public sealed class StripeFakeWebhooks : IDisposable
{
    private readonly Ledger _ledger;
    private readonly EventLog _events;
    private readonly WebhookEndpoints _endpoints;
    private readonly HttpClient _client;
    private readonly TimeProvider _signatureTime;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly List<Func<string, bool>> _drops = [];
    private Random? _shuffle;
    private bool _held;
    private int _copies = 1;

    internal StripeFakeWebhooks(Ledger ledger, EventLog events, WebhookEndpoints endpoints, HttpClient client)
    {
        (_ledger, _events, _endpoints, _client) = (ledger, events, endpoints, client);
        _signatureTime = ledger.Options.SignatureTime ?? ledger.Options.TimeProvider;
        ledger.EventAdded = Enqueue;
    }

    /// <summary>Registers a receiver of snapshot events and returns its id and its signing secret.</summary>
    /// <param name="url">Where the events are posted to.</param>
    /// <param name="events">Types such as "invoice.paid" or "invoice.*"; none means all.</param>
    /// <param name="secret">The signing secret; null makes one.</param>
    /// <param name="apiVersion">The version its events carry; null means the account's.</param>
    public StripeFakeWebhook Add(Uri url, IEnumerable<string>? events = null, string? secret = null, string? apiVersion = null) =>
        Add(url, events, secret, apiVersion, thin: false);

    /// <summary>Registers a receiver of thin events (an event destination with payload style thin).</summary>
    public StripeFakeWebhook AddThin(Uri url, IEnumerable<string>? events = null, string? secret = null) => Add(url, events, secret, null, thin: true);

    /// <summary>Rolls a receiver's secret and returns the new one; the old one signs too for a while, 24 hours by default.</summary>
    public string RollSecret(string id, TimeSpan? keepOld = null)
    {
        lock (_ledger.Gate)
        {
            return _endpoints.Roll(id, keepOld ?? TimeSpan.FromHours(24));
        }
    }

    /// <summary>Keeps events back from now on, until <see cref="ReleaseAsync"/>.</summary>
    public void Hold() => Locked(() => _held = true);

    /// <summary>Lets held events go, and waits until they are delivered.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        Locked(() =>
        {
            _held = false;
            _events.Deliveries.ForEach(d => d.IsHeld = false);
        });
        return SettleAsync(cancellationToken);
    }

    /// <summary>How often each later event is delivered; 2 sends every one twice.</summary>
    public void SetCopies(int copies) => Locked(() => _copies = copies);

    /// <summary>Delivers what is due together in a shuffled order, the same for the same seed; null restores the order of events.</summary>
    public void Shuffle(int? seed) => Locked(() => _shuffle = seed is { } s ? new Random(s) : null);

    /// <summary>Never delivers the events of a type, such as "invoice.paid" or "*", until <see cref="DropNothing"/>.</summary>
    public void Drop(string type) => Locked(() => _drops.Add(t => EventLog.Fits(type, t)));

    /// <summary>Ends every drop; what was dropped stays undelivered.</summary>
    public void DropNothing() => Locked(_drops.Clear);

    /// <summary>Sends an event again to every receiver that wants it, as the Dashboard's button does.</summary>
    public Task ResendAsync(string eventId, CancellationToken cancellationToken = default)
    {
        Locked(() => Enqueue(_ledger.Get("event", eventId)));
        return SettleAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _sending.Dispose();

    /// <summary>Delivers everything that is due and not held, and returns when nothing is left.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            while (TakeDue() is { Count: > 0 } due)
            {
                foreach (var delivery in due)
                {
                    await AttemptAsync(delivery, cancellationToken);
                }
            }

            Locked(() => _events.Deliveries.RemoveAll(d => d.Succeeded)); // a year has tens of thousands, and each step looks through them
        }
        finally
        {
            _sending.Release();
        }
    }

    internal IEnumerable<Due> Due()
    {
        // Retries only: first attempts go out with the settling after each step.
        return _events.Deliveries.Where(d => IsOpen(d) && d.Attempts > 0).Select(d => new Due(d.DueAt, 9, null, () => d.DueAt = 0));
    }

    private static bool IsOpen(Delivery d) => d is { Succeeded: false, IsOver: false, IsHeld: false };

    private StripeFakeWebhook Add(Uri url, IEnumerable<string>? events, string? secret, string? apiVersion, bool thin)
    {
        lock (_ledger.Gate)
        {
            var endpoint = _endpoints.Add(url.ToString(), events ?? ["*"], apiVersion, secret, thin);
            return new StripeFakeWebhook(endpoint.Id(), _endpoints.SecretsOf(endpoint.Id())[0]);
        }
    }

    private void Locked(Action change)
    {
        lock (_ledger.Gate)
        {
            change();
        }
    }

    private void Enqueue(JsonObject happened)
    {
        var type = happened.Text("type")!;
        var thin = happened.Text("object") == "v2.core.event";
        var objectId = thin ? happened.Part("related_object").Text("id") : happened.Part("data").Part("object").Text("id");
        foreach (var endpoint in _endpoints.For(type, thin))
        {
            var body = (JsonObject)happened.DeepClone();
            if (thin)
            {
                // What is pushed only names the change; the reader fetches the data.
                body.Remove("data");
            }
            else
            {
                body["api_version"] = endpoint.Text("api_version") ?? body.Text("api_version");
                body["pending_webhooks"] = (long)_endpoints.For(type, thin).Count();
            }

            for (var copy = 0; copy < _copies; copy++)
            {
                _events.Deliveries.Add(new Delivery(happened.Id(), type, objectId, endpoint.Id(), body.ToJsonString())
                {
                    IsHeld = _held,
                    IsOver = _drops.Any(drop => drop(type)),
                });
            }
        }
    }

    private List<Delivery> TakeDue()
    {
        lock (_ledger.Gate)
        {
            var now = _ledger.Now();
            var due = _events.Deliveries.Where(d => IsOpen(d) && d.DueAt <= now).ToList();
            if (_shuffle is { } random)
            {
#pragma warning disable CA5394 // an order that a test can repeat
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(due));
#pragma warning restore CA5394
            }

            return due;
        }
    }

    private async Task AttemptAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        string? url;
        IReadOnlyList<string> secrets;
        lock (_ledger.Gate)
        {
            url = _ledger.Find(delivery.Endpoint).Text("url");
            secrets = url is null ? [] : _endpoints.SecretsOf(delivery.Endpoint);
        }

        var status = url is null ? 0 : await PostAsync(url, delivery.Body, secrets, cancellationToken);
        lock (_ledger.Gate)
        {
            delivery.LastStatus = status;
            delivery.Succeeded = status is >= 200 and < 300;
            var waits = _ledger.Options.WebhookRetryAfter;
            delivery.IsOver = !delivery.Succeeded && (url is null || delivery.Attempts >= waits.Count);
            if (!delivery.Succeeded && !delivery.IsOver)
            {
                delivery.DueAt = _ledger.Now() + (long)waits[delivery.Attempts].TotalSeconds;
            }

            delivery.Attempts++;
        }
    }

    /// <summary>The receiver's status; 0 when it gave none. Each attempt is signed anew.</summary>
    private async Task<int> PostAsync(string url, string body, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_ledger.Options.WebhookTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Stripe-Signature", WebhookSignature.Header(body, secrets, _signatureTime.GetUtcNow().ToUnixTimeSeconds()));
        request.Headers.UserAgent.ParseAdd("Stripe/1.0");
        try
        {
            using var response = await _client.SendAsync(request, limit.Token);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }
}
