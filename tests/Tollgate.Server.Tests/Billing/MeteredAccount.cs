using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.StripeFake;
using Tollgate.Testing.Billing;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

/// <summary>A Stripe account with a meter and a customer, and the database of a gateway or of commands in which that customer pays for overage.</summary>
internal sealed class MeteredAccount : IAsyncDisposable
{
    /// <summary>The customer's name.</summary>
    public const string UserName = "ada";

    /// <summary>The plan with overage; it includes 100 units a month.</summary>
    public const string PlanName = "overage";

    private const string Meter = "api_units";
    private readonly HttpClient _http;
    private string _database = "";
    private TestNode? _node;
    private MeteredUser? _user;

    private MeteredAccount(StripeFakeServer stripe)
    {
        Stripe = stripe;
        _http = new HttpClient { BaseAddress = stripe.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stripe.ApiKey);
    }

    public StripeFakeServer Stripe { get; }

    public MeteredUser User => _user!;

    /// <summary>What makes this account the payment provider.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("Tollgate:Stripe:ApiKey", Stripe.ApiKey),
        ("Tollgate:Stripe:ApiBase", Stripe.Address.ToString()),
        ("Tollgate:Stripe:MeterEventsBase", Stripe.Address.ToString()),
        ("Tollgate:Stripe:Retries", "0"),
        ("Tollgate:Stripe:WebhookSecrets:0", "whsec_metered_0123456789"),
    ];

    /// <summary>The same for a process.</summary>
    public Dictionary<string, string> Environment => Settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<MeteredAccount> StartAsync() => new(await StripeFakeServer.StartAsync(new StripeFakeOptions { RunsByItself = false }, Token));

    /// <summary>Adds the customer to a database that is set up, in a period that began ten days ago.</summary>
    public async Task SubscribeAsync(string database)
    {
        _database = database;
        await PostAsync("/v1/billing/meters", ("display_name", "Units"), ("event_name", Meter), ("default_aggregation[formula]", "sum"));
        var customer = await PostAsync("/v1/customers", ("email", "ada@example.com"));
        var now = TimeProvider.System.GetUtcNow();
        _node = TestNode.Create(builder => builder.UseSqlite(database));
        await MeteredUser.SavePlansAsync(_node, MeteredUser.PlanOf(PlanName, 100, Meter));
        _user = await MeteredUser.AddAsync(_node, UserName, PlanName, now.AddDays(-10), now.AddDays(20));
        await _user.LinkAsync(customer, "sub_ada");
    }

    /// <summary>Records usage of three hours ago.</summary>
    public Task UseAsync(long units) => User.UseAsync(PlanName, (TimeProvider.System.GetUtcNow().AddHours(-3), units));

    /// <summary>Sets when all events were worked out, as if they waited since then.</summary>
    public async Task AgeAsync(TimeSpan age)
    {
        await using var connection = new SqliteConnection($"Data Source={_database}");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "update meter_events set created_at = $at";
        command.Parameters.AddWithValue("$at", (TimeProvider.System.GetUtcNow() - age).ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _http.Dispose();
        await Stripe.DisposeAsync();
    }

    private async Task<string> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), form, Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonElement.Parse(body).GetProperty("id").GetString()!;
    }
}
