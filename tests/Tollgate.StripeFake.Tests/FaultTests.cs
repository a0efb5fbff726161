using System.Net;
using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>What Stripe.net makes of each fault.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(StripeFakeFaultKind.Error, 429, HttpStatusCode.TooManyRequests, 1)]
    [InlineData(StripeFakeFaultKind.Error, 500, HttpStatusCode.InternalServerError, 3)]
    [InlineData(StripeFakeFaultKind.BadGateway, 0, HttpStatusCode.BadGateway, 3)]
    [InlineData(StripeFakeFaultKind.Truncated, 0, HttpStatusCode.OK, 1)]
    public async Task Fault_OfARequest_ReachesTheCallerAsAStripeException(StripeFakeFaultKind kind, int status, HttpStatusCode expected, int requests)
    {
        await using var fake = await Fake.StartAsync();
        fake.Server.Faults.Add(new StripeFakeFault(kind) { Status = status, Times = 3, Path = "/v1/customers" });
        var client = fake.ClientFor(fake.Server, maxRetries: 2);

        var error = await Should.ThrowAsync<StripeException>(() => client.V1.Customers.CreateAsync(new CustomerCreateOptions(), cancellationToken: Fake.Stop));

        error.HttpStatusCode.ShouldBe(expected);
        fake.Server.Requests.All.Count.ShouldBe(requests);
        fake.Server.Requests.All.Select(r => r.IdempotencyKey).Distinct().Count().ShouldBe(1);
        fake.Server.All("customer").ShouldBeEmpty();
    }

    [Fact]
    public async Task Timeout_OfARequest_IsACancelledTask()
    {
        await using var fake = await Fake.StartAsync();
        fake.Server.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Timeout));
        var client = fake.ClientFor(fake.Server, maxRetries: 0, timeout: TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<TaskCanceledException>(() => client.V1.Customers.CreateAsync(new CustomerCreateOptions(), cancellationToken: Fake.Stop));
    }

    [Fact]
    public async Task Reset_OfARequest_IsAnHttpRequestException()
    {
        await using var fake = await Fake.StartAsync();
        fake.Server.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Reset));
        await Should.ThrowAsync<HttpRequestException>(() => fake.V1.Customers.ListAsync(null, cancellationToken: Fake.Stop));
    }

    [Fact]
    public async Task Answer_LostAfterTheEffect_IsReplayedByTheSameKey()
    {
        await using var fake = await Fake.StartAsync();
        fake.Server.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Reset) { AfterEffect = true, Method = "POST" });
        var client = fake.ClientFor(fake.Server, maxRetries: 1);

        var customer = await client.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = "Ada" }, cancellationToken: Fake.Stop);

        fake.Server.All("customer").Single()["id"]!.ToString().ShouldBe(customer.Id);
        fake.Server.Requests.All.Select(r => (r.Status, r.IsReplay)).ShouldBe([(0, false), (200, true)]);
    }

    [Fact]
    public async Task Outage_UntilItEnds_StrikesEveryRequest()
    {
        await using var fake = await Fake.StartAsync();
        fake.Server.Faults.BeginOutage();
        for (var i = 0; i < 2; i++)
        {
            (await Should.ThrowAsync<StripeException>(() => fake.CustomerAsync())).HttpStatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        fake.Server.Faults.EndOutage();
        (await fake.CustomerAsync()).Id.ShouldStartWith("cus_");
    }
}
