using System.Net;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Gateway;

/// <summary>The path that is charged is the path that the upstream receives.</summary>
public sealed class StrictPathTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Path_ThatServersReadDifferently_Is400AndNeverReachesTheUpstream()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        foreach (var path in new[]
        {
            "/paths/cheap/..%2Fexpensive/a", "/paths/cheap%2f..%2fexpensive/a", "/paths/cheap/..%5Cexpensive/a", "/paths/expensive%5ca",
            "/paths/cheap/..;x/expensive/a", "/paths/cheap/%2e%2e;x=1/expensive/a", "/paths/expensive%252Fa", "/paths/a%0d",
        })
        {
            using var response = await SendAsync(gateway, path);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("urn:tollgate:problem:ambiguous-path", Case.Sensitive, path);
        }

        using var next = await SendAsync(gateway, "/ok");
        next.Headers.GetValues("X-RateLimit-Remaining-Day").Single().ShouldBe("19"); // none of them was charged
    }

    [Theory]
    [InlineData("/paths/cheap/a", "/paths/cheap/a", false)]
    [InlineData("/paths/expensive/a", "/paths/expensive/a", true)]
    [InlineData("//paths///expensive//a", "/paths/expensive/a", true)]
    [InlineData("/paths/cheap/../expensive/a", "/paths/expensive/a", true)]
    [InlineData("/paths/cheap/%2e%2e/expensive/a", "/paths/expensive/a", true)]
    [InlineData("/paths/expensive/../cheap/a", "/paths/cheap/a", false)]
    [InlineData("/paths/%65xpensive/a", "/paths/expensive/a", true)]
    public async Task Path_Forwarded_IsTheOneThatWasCharged(string sent, string received, bool isExpensive)
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        using var response = await SendAsync(gateway, sent);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldBe(received);
        response.Headers.GetValues("RateLimit-Policy").Single().Contains("\"expensive/day\"", StringComparison.Ordinal).ShouldBe(isExpensive);
    }

    /// <summary>Sends the path as it stands: a URI would bring it into its plain form first.</summary>
    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, string path)
    {
        var authority = gateway.Public.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(authority + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Add("X-API-Key", gateway.ApiKey);
        return gateway.Public.SendAsync(request, Cancel);
    }
}
