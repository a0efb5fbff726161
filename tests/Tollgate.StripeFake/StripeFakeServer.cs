using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.StripeFake;

/// <summary>A Stripe account on this machine, spoken to by any Stripe client whose base addresses point here. Holds everything in memory.</summary>
public sealed class StripeFakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Account _account;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly SemaphoreSlim _advancing = new(1);
    private Task _background = Task.CompletedTask;

    private StripeFakeServer(WebApplication app, Account account, HttpClient client) => (_app, _account, _client) = (app, account, client);

    /// <summary>The base address of every Stripe API: v1, v2 and meter events.</summary>
    public Uri Address => _account.Ledger.Address;

    /// <summary>The first accepted secret key.</summary>
    public string ApiKey => _account.Ledger.Options.ApiKeys[0];

    /// <summary>The account's time.</summary>
    public DateTimeOffset Now => _account.Ledger.Clock.Now;

    /// <summary>Ends with the server; fails when due work failed, after which nothing happens by itself any more.</summary>
    public Task Completion => _background;

    /// <summary>Receivers of events, and what goes wrong on the way to them.</summary>
    public StripeFakeWebhooks Webhooks => _account.Webhooks;

    /// <summary>What goes wrong with requests.</summary>
    public StripeFakeFaults Faults => _account.Faults;

    /// <summary>What was asked so far.</summary>
    public StripeFakeRequests Requests => _account.Requests;

    /// <summary>Starts an account; it answers when the task is done.</summary>
    public static async Task<StripeFakeServer> StartAsync(StripeFakeOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StripeFakeOptions();
        var clock = new FakeClock(options.TimeProvider, options.ClockMoved);
        if (options.StartAt is { } start)
        {
            clock.MoveTo(start);
        }

        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var account = new Account(options, clock, client);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.Host), options.Port));
        var app = builder.Build();
        app.Run(account.Pipeline.HandleAsync);
        await app.StartAsync(cancellationToken);
        account.Ledger.Address = new Uri(app.Urls.Single());
        var server = new StripeFakeServer(app, account, client);
        account.Pipeline.Changed = () => server._changed.Release();
        account.Pipeline.Advance = server.AdvanceAsync;
        server._background = server.DeliverAsync();
        if (options.Fixtures is { } fixtures)
        {
            await server.SeedAsync(fixtures, cancellationToken);
        }

        return server;
    }

    /// <summary>Moves time forward; everything that falls due on the way happens in order, each dated at its own time, and its webhooks are delivered before the next.</summary>
    public async Task AdvanceAsync(DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        await _advancing.WaitAsync(cancellationToken);
        try
        {
            await Webhooks.SettleAsync(cancellationToken);
            while (RunNext(to))
            {
                await Webhooks.SettleAsync(cancellationToken);
            }

            lock (_account.Ledger.Gate)
            {
                if (to > Now)
                {
                    _account.Ledger.Clock.MoveTo(to);
                }
            }

            await Webhooks.SettleAsync(cancellationToken);
        }
        finally
        {
            _advancing.Release();
        }
    }

    /// <summary>Moves time forward by a span.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default) => AdvanceAsync(Now + by, cancellationToken);

    /// <summary>Does what is due by now and delivers what is on its way, for callers who move the clock themselves.</summary>
    public Task SettleAsync(CancellationToken cancellationToken = default) => AdvanceAsync(Now, cancellationToken);

    /// <summary>The object with this id as the API shows it, or null; not counted as a read.</summary>
    public JsonObject? Find(string id)
    {
        lock (_account.Ledger.Gate)
        {
            return (JsonObject?)_account.Ledger.Find(id)?.DeepClone();
        }
    }

    /// <summary>All objects of a kind, such as "subscription" or "event", oldest first; not counted as reads.</summary>
    public IReadOnlyList<JsonObject> All(string kind)
    {
        lock (_account.Ledger.Gate)
        {
            return [.. _account.Ledger.All(kind).Select(o => (JsonObject)o.DeepClone())];
        }
    }

    /// <summary>From now on, charges of this payment method are declined with a code such as "insufficient_funds" or "lost_card"; null accepts them.</summary>
    public void SetCardOutcome(string paymentMethodId, string? declineCode)
    {
        lock (_account.Ledger.Gate)
        {
            _account.PaymentMethods.SetOutcome(paymentMethodId, declineCode is null ? CardOutcome.Success : CardOutcome.Decline(declineCode));
        }
    }

    /// <summary>Sends the requests of a fixtures file, in the Stripe CLI's format, and returns the answers by name.</summary>
    public Task<IReadOnlyDictionary<string, JsonObject>> SeedAsync(string fixtures, CancellationToken cancellationToken = default) =>
        new FixtureRunner(_client, Address, ApiKey).RunAsync(fixtures, cancellationToken);

    /// <summary>Waits until the process is told to stop (Ctrl-C, SIGTERM), and stops listening.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops listening; whatever was not delivered is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _background;
        await _app.DisposeAsync();
        Webhooks.Dispose();
        _client.Dispose();
        _stopping.Dispose();
        _changed.Dispose();
        _advancing.Dispose();
    }

    private bool RunNext(DateTimeOffset to)
    {
        lock (_account.Ledger.Gate)
        {
            return _account.Schedule.RunNext(null, to.ToUnixTimeSeconds());
        }
    }

    /// <summary>Delivers after each request, and runs due work each second where the options say so.</summary>
    private async Task DeliverAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(TimeSpan.FromSeconds(1), _stopping.Token);
                await (_account.Ledger.Options.RunsByItself ? SettleAsync(_stopping.Token) : Webhooks.SettleAsync(_stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
