using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>An ASP.NET Core application with Tollgate and Stripe on loopback, as a customer of the library would build it.</summary>
internal sealed class StripeNode : IAsyncDisposable
{
    public const string Secret = "whsec_test_secret_0123456789";
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private StripeNode(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public Uri Webhook => new(Url, StripeEndpoints.WebhookPath);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<StripeNode> StartWithoutStripeAsync(Action<TollgateBuilder> use) => StartAsync(use, [], isFirst: true);

    public static Task<StripeNode> StartAsync(Action<TollgateBuilder> use, Uri? stripe = null, bool isFirst = true) => StartAsync(
        use,
        [
            new("Tollgate:Stripe:ApiKey", "sk_test_fake"),
            new("Tollgate:Stripe:WebhookSecrets:0", Secret),
            new("Tollgate:Stripe:ApiBase", stripe?.ToString() ?? "http://127.0.0.1:9"),
            new("Tollgate:Stripe:MeterEventsBase", stripe?.ToString() ?? "http://127.0.0.1:9"),
            new("Tollgate:Stripe:Retries", "0"),
            new("Tollgate:Inbox:Interval", "00:00:00.2"),
        ],
        isFirst);

    private static async Task<StripeNode> StartAsync(Action<TollgateBuilder> use, IEnumerable<KeyValuePair<string, string?>> settings, bool isFirst)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddTollgate(tollgate =>
        {
            use(tollgate);
            tollgate.AddStripe();
        });
        var app = builder.Build();
        app.MapTollgateStripeWebhooks();
        if (isFirst)
        {
            await app.Services.GetRequiredService<SetUp>().RunAsync(null, Token);
        }

        await app.StartAsync(Token);
        return new StripeNode(app);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Posts a body as Stripe would.</summary>
    public Task<HttpStatusCode> SendAsync(string body, string? secret = Secret, TimeSpan? age = null) => SendAsync(Encoding.UTF8.GetBytes(body), secret, age);

    public Task<HttpStatusCode> SendAsync(byte[] body, string? secret = Secret, TimeSpan? age = null) =>
        PostAsync(body, secret is null ? null : Header(body, secret, DateTimeOffset.UtcNow - (age ?? TimeSpan.Zero)));

    public async Task<HttpStatusCode> PostAsync(byte[] body, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Webhook) { Content = new ByteArrayContent(body) };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Stripe-Signature", header);
        }

        using var response = await _client.SendAsync(request, Token);
        return response.StatusCode;
    }

    public async Task<(HttpStatusCode Status, string Body, Uri? Location)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(Url, path), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token), response.Headers.Location);
    }

    public static string Header(byte[] body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(StripeSignature.Sign(body, time, secret))}";
    }

    /// <summary>Waits until something holds, as long as a slow machine may need; says what was there in the end.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var seen = await look();
        while (!holds(seen) && !patience.IsCancellationRequested)
        {
            await Task.Delay(50, Token);
            seen = await look();
        }

        return holds(seen) ? seen : throw new InvalidOperationException($"Still {seen}.");
    }

    public async Task<string> PlanOfAsync(long userId) => (await Get<IEntitlementStore>().FindBySubjectAsync(User.SubjectOf(userId), Token))!.Plan.Name;

    public Task<IReadOnlyList<WebhookEvent>> EventsAsync() => Get<IWebhookInbox>().ListAsync(new WebhookQuery { Take = 1000 }, Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None); // disposing alone only tells workers to stop, and they go on writing for a moment
        await _app.DisposeAsync();
    }
}
