using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.AspNetCore.Limiting;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Limiting;

public sealed class HeaderAllocationTests
{
    [Fact]
    public async Task Write_FourWindowsInAllDialects_AllocatesLittleMoreThanTheStrings()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        app.Customers.Add(Plans.AllWindows);
        var entitlement = await app.Customers.FindBySubjectAsync("user_42", TestContext.Current.CancellationToken);
        var limiter = app.Provider.GetRequiredService<IRateLimiter>();
        var decision = await limiter.AcquireAsync(entitlement!, null, 1, TestContext.Current.CancellationToken);
        var headers = app.Provider.GetRequiredService<DecisionHeaders>();
        var context = new DefaultHttpContext();
        var feature = new TollgateFeature(new Admission(entitlement, null, decision), new NodeIdentity("node1"), limiter, hasKey: true);
        headers.Write(context, feature);
        var strings = context.Response.Headers.Sum(h => (long)(h.Value.ToString().Length * 2) + 22);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            headers.Write(context, feature);
        }

        var perRequest = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        TestContext.Current.TestOutputHelper!.WriteLine($"{perRequest} bytes a response, of which {strings} are header values");
        perRequest.ShouldBeLessThan(strings + 200);
    }
}
