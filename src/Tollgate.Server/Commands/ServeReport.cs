using System.Text.Json;
using Tollgate.Server.Databases;
using Tollgate.Server.Demo;
using Tollgate.Server.Gateway;

namespace Tollgate.Server.Commands;

/// <summary>Says where the gateway listens, once it does. In JSON it is one line: whoever started the process waits for it.</summary>
internal sealed class ServeReport(
    DatabaseTarget database, Listeners listeners, string? upstream, bool isDemoUpstream, string? adminTokenPath, WebhookStanding webhooks,
    IReadOnlyList<DemoUser> demoUsers)
{
    /// <summary>Writes it.</summary>
    public void Write(Report report)
    {
        if (report.Format == OutputFormat.Json)
        {
            report.Raw(JsonSerializer.Serialize(Shape(), JsonSerializerOptions.Web) + "\n");
            return;
        }

        report.Line($"Tollgate {ProductVersion.Text} on {database}");
        report.Line($"  public    {string.Join(", ", listeners.PublicUrls.Concat(listeners.Http2Urls.Select(u => $"{u} (HTTP/2)")))}");
        report.Line($"  admin     {string.Join(", ", listeners.AdminUrls)}  /health/ready, /api/usage/report (token: {adminTokenPath ?? "Tollgate:Server:AdminToken"})");
        report.Line($"  upstream  {(upstream is null ? "routes of the section ReverseProxy" : upstream)}{(isDemoUpstream ? " (built-in demo API)" : "")}");
        report.Line($"  webhooks  {webhooks}");
        if (demoUsers.Count > 0)
        {
            WriteDemo(report);
        }

        report.Line();
        report.Line("Ctrl-C stops it.");
    }

    private void WriteDemo(Report report)
    {
        var url = listeners.PublicUrls.Concat(listeners.Http2Urls).First();
        var key = demoUsers[0].ApiKey;
        report.Line();
        report.Table(["Demo user", "Plan", "Limits", "API key"], demoUsers.Select(u => (string?[])[u.Name, u.Plan, u.Limits, u.ApiKey]));
        report.Line("Try:");
        report.Line($"  curl -i '{url}/weather?city=Oslo'");
        report.Line($"  for i in $(seq 25); do curl -s -o /dev/null -w '%{{http_code}} ' -H 'X-API-Key: {key}' {url}/weather; done; echo");
        report.Line($"  curl -s -D - -o /dev/null -H 'X-API-Key: {key}' '{url}/search?q=rain' | grep -i ratelimit");
    }

    private object Shape() => new
    {
        status = "listening",
        version = ProductVersion.Text,
        processId = Environment.ProcessId,
        database = database.Description,
        publicUrls = listeners.PublicUrls,
        http2Urls = listeners.Http2Urls,
        adminUrls = listeners.AdminUrls,
        adminTokenPath,
        upstream,
        webhooks = new { mapped = webhooks.IsMapped, path = webhooks.IsMapped ? StripeEndpoints.WebhookPath : null, missing = webhooks.Missing, neededBy = webhooks.Needs },
        demoUsers = demoUsers.Select(u => new { u.Name, u.Plan, u.ApiKey }),
    };
}
