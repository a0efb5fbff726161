using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Stripe;
using Tollgate.StripeFake;
using Tollgate.Testing.Billing;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

/// <summary>Overage through the real provider to a Stripe that fails: what ends up on the invoice is what was used beyond what is included.</summary>
public sealed class StripeMeteringTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 8, 23, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-");
    private readonly MovableClock _clock = new();
    private StripeFakeServer? _stripe;
    private HttpClient? _http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overage_ThroughFaultsOfStripe_IsOnTheInvoiceOnce()
    {
        await using var stripe = _stripe = await StripeFakeServer.StartAsync(new StripeFakeOptions { StartAt = Start, RunsByItself = false }, Token);
        using var http = _http = new HttpClient { BaseAddress = stripe.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stripe.ApiKey);
        var meter = await PostAsync("/v1/billing/meters", ("display_name", "Units"), ("event_name", "api_units"), ("default_aggregation[formula]", "sum"));
        var price = await PostAsync(
            "/v1/prices", ("currency", "usd"), ("unit_amount", "3"), ("product_data[name]", "Units"), ("recurring[interval]", "month"), ("recurring[usage_type]", "metered"), ("recurring[meter]", Id(meter)));
        var customer = await PostAsync("/v1/customers", ("email", "ada@example.com"), ("payment_method", "pm_card_visa"), ("invoice_settings[default_payment_method]", "pm_card_visa"));
        var subscription = await PostAsync("/v1/subscriptions", ("customer", Id(customer)), ("items[0][price]", Id(price)));
        await using var node = await NodeAsync(stripe);
        _clock.Advance(Start - _clock.GetUtcNow());
        await MeteredUser.SavePlansAsync(node, MeteredUser.PlanOf("overage", 100));
        var user = await MeteredUser.AddAsync(node, "ada", "overage", Start, Start.AddMonths(1));
        await user.LinkAsync(Id(customer), Id(subscription));

        await user.UseAsync("overage", (Start.AddHours(1), 90), (Start.AddHours(2), 30));
        stripe.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Error) { Path = "/v1/billing/meter_events", Status = 500, AfterEffect = true });
        await SyncAsync(node, Start.AddHours(4)); // arrives, and the answer says that it failed
        await SyncAsync(node, Start.AddHours(5)); // "already exists" is a yes
        (await user.EventsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.State.ShouldBe(MeterEventState.Sent), e => e.Attempts.ShouldBe(2));

        await user.UseAsync("overage", (Start.AddDays(2), 50));
        stripe.Faults.BeginOutage();
        await SyncAsync(node, Start.AddDays(2).AddHours(3));
        await SyncAsync(node, Start.AddDays(3).AddHours(4)); // unknown for a day: not sent again
        stripe.Faults.EndOutage();
        await SyncAsync(node, Start.AddDays(3).AddHours(5)); // it never arrived, as the total shows; worked out anew
        (await user.EventsAsync()).Select(e => e.State).ShouldBe([MeterEventState.Sent, MeterEventState.Canceled, MeterEventState.Sent]);

        await user.UseAsync("overage", (Start.AddMonths(1).AddHours(-2), 7)); // late in the period
        await SyncAsync(node, Start.AddMonths(1).AddMinutes(20));
        var report = await node.Get<ReportBilling>().RunAsync(new BillingReportQuery { IsVerified = true }, null, Token);
        report.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            l => (l.Summed, l.Billable, l.Sent, l.Acknowledged).ShouldBe((177, 77, 77, 77)), l => l.IsProblem.ShouldBeFalse(string.Join(' ', l.Differences)));
        await stripe.AdvanceAsync(Start.AddMonths(1).AddHours(3), Token);

        var invoices = stripe.All("invoice").Select(i => i["total"]!.GetValue<long>()).ToList();
        invoices.ShouldContain(77 * 3);
        invoices.Sum().ShouldBe(77 * 3);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task SyncAsync(TestNode node, DateTimeOffset at)
    {
        await _stripe!.AdvanceAsync(at, Token);
        _clock.Advance(at - _clock.GetUtcNow());
        await node.Get<SumUsage>().RunAsync(null, Token);
        await node.Get<SyncMetering>().RunAsync(looksBack: true, null, Token);
    }

    private async Task<TestNode> NodeAsync(StripeFakeServer stripe)
    {
        var address = stripe.Address.ToString().TrimEnd('/');
        var settings = new StripeOptions { ApiKey = stripe.ApiKey, ApiBase = address, MeterEventsBase = address, Retries = 0 };
        var node = TestNode.Create(
            builder =>
            {
                builder.UseSqlite(Path.Combine(_folder.FullName, "tollgate.db"));
                builder.Services.AddSingleton<IPaymentProvider>(new StripePaymentProvider(Options.Create(settings), TimeProvider.System));
            },
            _clock);
        await node.Get<SetUp>().RunAsync(null, Token);
        return node;
    }

    private async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await _http!.PostAsync(new Uri(path, UriKind.Relative), form, Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonElement.Parse(body);
    }

    private static string Id(JsonElement found) => found.GetProperty("id").GetString()!;
}
