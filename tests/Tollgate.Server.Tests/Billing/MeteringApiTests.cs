using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;
using Tollgate.Server.Tests.Gateway;
using Tollgate.StripeFake;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

/// <summary>Metered usage on the admin API, and what the health check says of it, at a gateway with Stripe.</summary>
public sealed class MeteringApiTests
{
    private const string AdminToken = "a-token-of-the-settings";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_OfUsageBeyondWhatIsIncluded_SendReportAndSettle()
    {
        await using var account = await MeteredAccount.StartAsync();
        await using var gateway = await StartAsync(account);
        await account.UseAsync(120);

        var preview = await SendAsync(gateway, HttpMethod.Post, "/api/billing/sync?dryRun=true");
        (preview.Status, preview.Body.GetProperty("dryRun").GetBoolean()).ShouldBe((HttpStatusCode.OK, true));
        account.Stripe.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Error) { Path = "/v1/billing/meter_events", Status = 400 });
        (await SendAsync(gateway, HttpMethod.Post, "/api/billing/sync")).Body.GetProperty("failed").GetInt64().ShouldBe(1);
        var failed = (await SendAsync(gateway, HttpMethod.Get, "/api/billing/events?state=failed&user=ada")).Body.GetProperty("events").EnumerateArray().ShouldHaveSingleItem();
        (await CheckAsync(gateway)).ShouldBe(("warning", "1 meter events were refused for good; their usage is not billed."));

        var retried = await SendAsync(gateway, HttpMethod.Post, $"/api/billing/events/{failed.GetProperty("identifier").GetString()}/retry");
        (retried.Status, retried.Body.GetProperty("state").GetString()).ShouldBe((HttpStatusCode.OK, "canceled"));
        var sent = (await SendAsync(gateway, HttpMethod.Post, "/api/billing/sync?user=ada")).Body;
        sent.GetProperty("sentUnits").GetInt64().ShouldBe(20);
        var report = (await SendAsync(gateway, HttpMethod.Get, "/api/billing/report?verify=true&user=ada")).Body;
        report.GetProperty("lines").EnumerateArray().ShouldHaveSingleItem().GetProperty("acknowledged").GetInt64().ShouldBe(20);
        report.GetProperty("isProblem").GetBoolean().ShouldBeFalse();

        var identifier = sent.GetProperty("planned").EnumerateArray().ShouldHaveSingleItem().GetProperty("identifier").GetString();
        (await SendAsync(gateway, HttpMethod.Post, $"/api/billing/events/{identifier}/cancel")).Body.GetProperty("state").GetString().ShouldBe("waiving");
        (await SendAsync(gateway, HttpMethod.Post, "/api/billing/sync?asIs=1")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(gateway, HttpMethod.Get, "/api/billing/events?state=waived")).Body.GetProperty("events").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Routes_WrongInput_NameItAndWhatToDo()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel, settings: [("Tollgate:Server:AdminToken", AdminToken)]);
        (string Method, string Path, string Expected)[] wrong =
        [
            ("GET", "/api/billing/report?verify=perhaps", "verify is 'perhaps'; use true or false."),
            ("GET", "/api/billing/report?dryRun=true", "'dryRun' is not a parameter; use user, from, to, verify, limit."),
            ("GET", "/api/billing/events?state=lost", "state is 'lost'; use pending, sent, unknown, failed, canceling, canceled, waiving, waived."),
            ("GET", "/api/billing/events?take=0", "take is 0; use 1 to 10000."),
            ("POST", "/api/billing/sync?dryRun=true&user=ada", "user is 'ada', but dryRun looks at all users; leave user out."),
            ("POST", "/api/billing/sync?user=nobody", "no user 'nobody'"),
            ("POST", "/api/billing/events/nothing/retry", "There is no meter event 'nothing'."),
            ("POST", "/api/billing/events/nothing/cancel?force=1", "'force' is not a parameter; there are none."),
        ];

        foreach (var (method, path, expected) in wrong)
        {
            var (status, body) = await SendAsync(gateway, new HttpMethod(method), path);
            status.ShouldBe(HttpStatusCode.BadRequest, path);
            body.GetProperty("errors").EnumerateObject().SelectMany(e => e.Value.EnumerateArray()).ShouldContain(e => e.GetString()!.Contains(expected), body.ToString());
        }
    }

    [Fact]
    public async Task Report_ProviderAway_Is502WithTheReason()
    {
        await using var account = await MeteredAccount.StartAsync();
        await using var gateway = await StartAsync(account);
        await account.UseAsync(120);
        (await SendAsync(gateway, HttpMethod.Post, "/api/billing/sync")).Body.GetProperty("sent").GetInt64().ShouldBe(1);
        account.Stripe.Faults.BeginOutage();

        var (status, body) = await SendAsync(gateway, HttpMethod.Get, "/api/billing/report?verify=true");

        status.ShouldBe(HttpStatusCode.BadGateway);
        body.GetProperty("detail").GetString()!.ShouldContain("Stripe");
    }

    [Fact]
    public async Task Health_EventsThatWait_AreFineForAnHourAndAWarningThen()
    {
        await using var account = await MeteredAccount.StartAsync();
        await using var gateway = await StartAsync(account);
        (await CheckAsync(gateway)).ShouldBe(("ok", "Metered usage is sent; 0 events wait."));
        account.Stripe.Faults.BeginOutage();
        await account.UseAsync(120);
        (await SendAsync(gateway, HttpMethod.Post, "/api/billing/sync")).Body.GetProperty("putOff").GetInt64().ShouldBe(1);

        await account.AgeAsync(TimeSpan.FromMinutes(50));
        (await CheckAsync(gateway)).ShouldBe(("ok", "Metered usage is sent; 1 events wait."));
        await account.AgeAsync(TimeSpan.FromMinutes(61.5));
        (await CheckAsync(gateway)).Status.ShouldBe("warning");
        (await CheckAsync(gateway)).Detail.ShouldBeOneOf("1 meter events wait, the oldest for 62 minutes.", "1 meter events wait, the oldest for 61 minutes.");
    }

    [Fact]
    public async Task Health_WithoutAProvider_HasNothingToMeter()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        (await CheckAsync(gateway)).ShouldBe(("ok", "No payment provider is configured; nothing is metered."));
    }

    private static async Task<TestGateway> StartAsync(MeteredAccount account)
    {
        var gateway = await TestGateway.StartAsync(Cancel, settings: [("Tollgate:Server:AdminToken", AdminToken), .. account.Settings]);
        await account.SubscribeAsync(gateway.DatabasePath);
        return gateway;
    }

    private static async Task<(string Status, string Detail)> CheckAsync(TestGateway gateway)
    {
        using var response = await gateway.Admin.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK); // nothing of this keeps the node from serving
        var check = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancel)).GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "metering");
        return (check.GetProperty("status").GetString()!, check.GetProperty("detail").GetString()!);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(TestGateway gateway, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        using var response = await gateway.Admin.SendAsync(request, Cancel);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancel)));
    }
}
