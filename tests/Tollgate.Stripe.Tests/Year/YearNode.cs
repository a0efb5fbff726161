using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Billing.Restricting;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>A node of the simulation: real services and a real web server for webhooks, whose workers are driven by hand, and which can be killed.</summary>
internal sealed class YearNode : IAsyncDisposable
{
    public const string Secret = "whsec_year_0123456789abcdef";
    private readonly WebApplication _app;
    private readonly UsageJournalist _journalist;
    private readonly UsageShipper _shipper;
    private readonly IUsageJournal _journal;
    private readonly string _database;

    private YearNode(WebApplication app, NodeLife life, string database)
    {
        (_app, Life, _database) = (app, life, database);
        _journalist = new UsageJournalist(Get<UsageRecorder>().Buffer, 1L << 30, null, NullLogger.Instance);
        _shipper = new UsageShipper(Get<IUsageStore>(), null, Get<TimeProvider>(), NullLogger.Instance);
        _journal = Get<IUsageJournals>().Create(Get<Tollgate.Hosting.NodeIdentity>().Name, database);
    }

    public NodeLife Life { get; }

    public Uri Url => new(_app.Urls.Single());

    public Uri Webhook => new(Url, StripeEndpoints.WebhookPath);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a node.</summary>
    /// <param name="database">The SQLite file.</param>
    /// <param name="clock">Everybody's clock.</param>
    /// <param name="stripe">Where the account is.</param>
    /// <param name="port">The port of its predecessor; 0 for a free one.</param>
    public static async Task<YearNode> StartAsync(string database, TimeProvider clock, Uri stripe, int port)
    {
        var life = new NodeLife();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Configuration.AddInMemoryCollection(
        [
            new("Tollgate:Stripe:ApiKey", "sk_test_fake"),
            new("Tollgate:Stripe:WebhookSecrets:0", Secret),
            new("Tollgate:Stripe:ApiBase", stripe.ToString()),
            new("Tollgate:Stripe:MeterEventsBase", stripe.ToString()),
            new("Tollgate:Stripe:Retries", "0"),
            new("Tollgate:Stripe:ReadsPerHour", "20000"),
            new("Tollgate:Billing:Metering:EventsPerSecond", "1000"),
            new("Tollgate:Limiting:DecisionTimeout", "00:00:02"),
        ]);
        builder.Services.AddSingleton(clock);
        builder.Services.AddTollgate(tollgate =>
        {
            tollgate.UseSqlite(database);
            tollgate.AddStripe();
        });
        builder.Services.RemoveAll<IHostedService>(); // what they do is done step by step
        builder.Services.MakeMortal<IQuotaLedger>(life);
        builder.Services.MakeMortal<IUsageStore>(life);
        builder.Services.MakeMortal<IUsageSummaryStore>(life);
        builder.Services.MakeMortal<IWebhookInbox>(life);
        builder.Services.MakeMortal<IBillingStore>(life);
        builder.Services.MakeMortal<IMeteringStore>(life);
        builder.Services.MakeMortal<IDueRestrictions>(life);
        builder.Services.MakeMortal<IPaymentProvider>(life, isDatabase: false);
        var app = builder.Build();
        app.MapTollgateStripeWebhooks();
        if (!File.Exists(database))
        {
            await app.Services.GetRequiredService<SetUp>().RunAsync(null, Token);
        }

        await app.StartAsync(Token);
        var identity = await app.Services.GetRequiredService<IDatabaseIdentity>().ReadAsync(Token);
        var node = new YearNode(app, life, identity);
        node.Get<LedgerPump>().Start();
        return node;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>What the recorder's worker does every 25 ms: from here on the requests outlive the process.</summary>
    public void Journal() => _journalist.Drain(_journal);

    /// <summary>What it does every second: journals into the database, also those that dead nodes left.</summary>
    public async Task ShipAsync()
    {
        await new LeftJournals(Get<IUsageJournals>(), _shipper, NullLogger.Instance).ShipAsync(_database, isThere: !Life.IsDatabaseAway, Token);
        await _shipper.ShipAsync(_journal, Token);
    }

    /// <summary>Ends it as the operating system does: the file locks go and the port is free, and nothing else happens.</summary>
    public async ValueTask DisposeAsync()
    {
        Life.Kill();
        await _app.StopAsync(CancellationToken.None); // waits for requests under way: none reaches anything any more
        _journal.Dispose();
        await _app.DisposeAsync();
    }
}
