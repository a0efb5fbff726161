using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Limiting;

public sealed class AdapterTests
{
    [Fact]
    public async Task UseRateLimiter_WithTollgateAsTheLimiter_LimitsAndRefusesLikeTheMiddleware()
    {
        await using var app = await new TollgateApp
        {
            Services = s => s.AddTollgateRateLimiter(),
            Pipeline = a => a.UseTollgateHeaders().UseRateLimiter(),
        }.StartAsync(e =>
        {
            e.MapGet("/", () => "ok");
            e.MapGet("/broken", () => Results.StatusCode(503));
        });
        var key = app.Customers.Add(Plans.Hourly(3) with { Concurrency = 1 });

        await app.GetAsync("/broken", key);
        var admitted = await TollgateApp.CountAdmittedAsync(5, _ => app.GetAsync("/", key));
        using var refused = await app.GetAsync("/", key);

        admitted.ShouldBe(3);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1_781));
        refused.Headers.Contains("RateLimit").ShouldBeTrue();
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task SubjectRateLimiter_OutgoingCalls_KeepsToItsLimitAndSaysWhenToRetry()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var limits = new WindowLimit[] { new(Window.Minute, 3) };
        await using var limiter = new SubjectRateLimiter(app.Provider.GetRequiredService<IRateLimiter>(), "outgoing_github", limits);

        using (var three = await limiter.AcquireAsync(3, TestContext.Current.CancellationToken))
        {
            three.IsAcquired.ShouldBeTrue();
        }

        using var refused = await limiter.AcquireAsync(1, TestContext.Current.CancellationToken);

        refused.IsAcquired.ShouldBeFalse();
        refused.TryGetMetadata(MetadataName.RetryAfter, out var wait).ShouldBeTrue();
        wait.ShouldBe(TimeSpan.FromSeconds(41));
        limiter.AttemptAcquire().IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task SubjectRateLimiter_SubjectOfACaller_IsRefused()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var limiter = app.Provider.GetRequiredService<IRateLimiter>();

        Should.Throw<ArgumentException>(() => new SubjectRateLimiter(limiter, "user_1", [])).Message.ShouldContain("'user_1'");
    }
}
