using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Server.Tests.Gateway;
using Tollgate.Server.Tests.Notifying;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

/// <summary>A running gateway: the worker takes the steps, callers feel them, the admin API holds and forgives, the customer is written to.</summary>
public sealed class RestrictionApiTests
{
    private const string Token = "a-token-of-the-settings";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_CustomerWhoOwes_IsSuspendedHeldAndForgiven()
    {
        await using var mail = await MailServer.StartAsync(needsLogin: false, Cancel);
        await using var gateway = await TestGateway.StartAsync(Cancel, settings:
        [
            ("Tollgate:Server:AdminToken", Token), ("Tollgate:Billing:Restrictions:Interval", "00:00:01"), ("Tollgate:Notifications:Interval", "00:00:01"),
            ("Tollgate:Email:Host", "127.0.0.1"), ("Tollgate:Email:Port", $"{mail.Port}"), ("Tollgate:Email:Security", "None"), ("Tollgate:Email:From", "t@example.com"),
            ("Tollgate:Email:To:0", "ops@example.com"), ("Tollgate:Email:MinimumSeverity", "Critical"),
        ]);
        (await gateway.GetAsync("/paths/a", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using (var connection = new SqliteConnection($"Data Source={gateway.DatabasePath}"))
        {
            await OwingCustomer.SeedAsync(connection, 1, TimeProvider.System.GetUtcNow().AddDays(-30), Cancel);
        }

        var user = Uri.EscapeDataString(TestGateway.UserName);
        (await SendAsync(gateway, HttpMethod.Get, "/api/billing/restrictions/nobody")).Status.ShouldBe(HttpStatusCode.BadRequest);

        await gateway.Cli.JsonAsync("users", "restrict", TestGateway.UserName, "none"); // as an event would, has everything worked out
        using var refused = await UntilAsync(gateway, HttpStatusCode.PaymentRequired);
        refused.Headers.GetValues("Tollgate-Billing-Status").ShouldBe(["suspended"]);
        JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("paymentLink").GetString().ShouldBe("https://pay.example/in_seed");
        (await SendAsync(gateway, HttpMethod.Get, $"/api/billing/restrictions/{user}")).Body.GetProperty("level").GetString().ShouldBe("suspended");

        var (status, body) = await SendAsync(gateway, HttpMethod.Put, $"/api/billing/restrictions/{user}/hold", new { atMost = "warning", until = TimeProvider.System.GetUtcNow().AddDays(9), reason = "talks" });
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        using var warned = await UntilAsync(gateway, HttpStatusCode.OK);
        warned.Headers.GetValues("Tollgate-Billing-Status").ShouldBe(["warning"]);
        (await SendAsync(gateway, HttpMethod.Put, $"/api/billing/restrictions/{user}/hold", new { reason = "talks" })).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await SendAsync(gateway, HttpMethod.Delete, $"/api/billing/restrictions/{user}/hold")).Status.ShouldBe(HttpStatusCode.OK);
        (await UntilAsync(gateway, HttpStatusCode.PaymentRequired)).Dispose();
        (await SendAsync(gateway, HttpMethod.Post, "/api/billing/invoices/in_seed/forgive", new { by = "ann" })).Body.GetProperty("forgivenBy").GetString().ShouldBe("ann");
        (await UntilAsync(gateway, HttpStatusCode.OK)).Dispose();
    }

    [Fact]
    public async Task Worker_StepThatIsDue_IsTakenAndTheCustomerWrittenTo()
    {
        await using var mail = await MailServer.StartAsync(needsLogin: false, Cancel);
        await using var gateway = await TestGateway.StartAsync(Cancel, settings:
        [
            ("Tollgate:Billing:Restrictions:Interval", "00:00:01"), ("Tollgate:Notifications:Interval", "00:00:01"), ("Tollgate:Billing:Notices:ProductName", "Paths"),
            ("Tollgate:Email:Host", "127.0.0.1"), ("Tollgate:Email:Port", $"{mail.Port}"), ("Tollgate:Email:Security", "None"), ("Tollgate:Email:From", "t@example.com"),
            ("Tollgate:Email:To:0", "ops@example.com"), ("Tollgate:Email:MinimumSeverity", "Critical"),
        ]);
        await using (var connection = new SqliteConnection($"Data Source={gateway.DatabasePath}"))
        {
            await OwingCustomer.SeedAsync(connection, 1, TimeProvider.System.GetUtcNow().AddDays(-8), Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "update subscriptions set restriction = 'warning', changes_at = 1 where user_id = 1"; // as it stood a day ago
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var taken = await mail.NextAsync(Cancel);

        taken.GetProperty("to").EnumerateArray().Select(t => t.GetString()).ShouldBe(["seed@example.com"]);
        taken.GetProperty("text").GetString()!.ShouldContain("Subject: Your limits for Paths are lowered");
        using var limited = await gateway.GetAsync("/paths/a", Cancel);
        limited.Headers.GetValues("Tollgate-Billing-Status").ShouldBe(["limited"]);
    }

    private static async Task<HttpResponseMessage> UntilAsync(TestGateway gateway, HttpStatusCode status)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var response = await gateway.GetAsync("/paths/a", patience.Token);
            if (response.StatusCode == status)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(TestGateway gateway, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var response = await gateway.Admin.SendAsync(request, Cancel);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement);
    }
}
