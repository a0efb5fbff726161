using System.Net;
using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>What holds for every endpoint: keys, errors, lists, idempotency, expansion.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task Key_ThatIsUnknown_Is401()
    {
        await using var fake = await Fake.StartAsync();
        var error = await Should.ThrowAsync<StripeException>(() =>
            fake.V1.Customers.ListAsync(null, new RequestOptions { ApiKey = "sk_test_wrong" }, Fake.Stop));
        error.HttpStatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Object_ThatIsMissing_Is404WithResourceMissing()
    {
        await using var fake = await Fake.StartAsync();
        var error = await Should.ThrowAsync<StripeException>(() => fake.V1.Customers.GetAsync("cus_none", cancellationToken: Fake.Stop));
        error.HttpStatusCode.ShouldBe(HttpStatusCode.NotFound);
        error.StripeError.Code.ShouldBe("resource_missing");
        error.StripeError.Type.ShouldBe("invalid_request_error");
        error.StripeError.Param.ShouldBe("id");
        error.StripeResponse.RequestId.ShouldStartWith("req_");
    }

    [Theory]
    [InlineData("favourite", "1", "favourite", "parameter_unknown")]
    [InlineData("address[planet]", "Mars", "address[planet]", null)]
    [InlineData("invoice_settings[colour]", "red", "invoice_settings[colour]", "parameter_unknown")]
    [InlineData("balance", "much", "balance", "parameter_invalid_integer")]
    public async Task Parameter_ThatIsUnknownOrWrong_IsNamed(string name, string value, string param, string? code)
    {
        await using var fake = await Fake.StartAsync();
        var options = new CustomerCreateOptions();
        options.AddExtraParam(name, value);
        var request = fake.V1.Customers.CreateAsync(options, cancellationToken: Fake.Stop);
        if (code is null)
        {
            (await request).Id.ShouldStartWith("cus_");
            return;
        }

        var error = await Should.ThrowAsync<StripeException>(() => request);
        error.HttpStatusCode.ShouldBe(HttpStatusCode.BadRequest);
        error.StripeError.Code.ShouldBe(code);
        error.StripeError.Param.ShouldBe(param);
    }

    [Fact]
    public async Task IdempotencyKey_WithTheSameBody_ReplaysAndWithAnotherIsRefused()
    {
        await using var fake = await Fake.StartAsync();
        Task<Customer> Create(string name) => fake.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = name }, new RequestOptions { IdempotencyKey = "k1" }, Fake.Stop);

        var first = await Create("Ada");
        var again = await Create("Ada");
        var error = await Should.ThrowAsync<StripeException>(() => Create("Grace"));

        again.Id.ShouldBe(first.Id);
        again.StripeResponse.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        error.StripeError.Type.ShouldBe("idempotency_error");
        error.HttpStatusCode.ShouldBe(HttpStatusCode.BadRequest);
        fake.Server.All("customer").Count.ShouldBe(1);
    }

    [Fact]
    public async Task List_OfManyCustomers_PagesBothWays()
    {
        await using var fake = await Fake.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add((await fake.CustomerAsync(null)).Id);
        }

        ids.Reverse();
        var all = new List<string>();
        await foreach (var customer in fake.V1.Customers.ListAutoPagingAsync(new CustomerListOptions { Limit = 3 }, cancellationToken: Fake.Stop))
        {
            all.Add(customer.Id);
        }

        var page = await fake.V1.Customers.ListAsync(new CustomerListOptions { Limit = 2, EndingBefore = ids[4] }, cancellationToken: Fake.Stop);

        all.ShouldBe(ids);
        page.Data.Select(c => c.Id).ShouldBe(ids[2..4]);
        page.HasMore.ShouldBeTrue();
    }

    [Fact]
    public async Task List_OfARangeOfTime_HasWhatWasMadeInIt()
    {
        await using var fake = await Fake.StartAsync();
        await fake.CustomerAsync(null);
        await fake.Server.AdvanceAsync(TimeSpan.FromDays(1), Fake.Stop);
        var later = await fake.CustomerAsync(null);
        var since = new DateRangeOptions { GreaterThanOrEqual = Fake.Start.UtcDateTime.AddHours(1) };

        (await fake.V1.Customers.ListAsync(new CustomerListOptions { Created = since }, cancellationToken: Fake.Stop)).Select(c => c.Id).ShouldBe([later.Id]);
        (await fake.V1.Events.ListAsync(new EventListOptions { Created = since }, cancellationToken: Fake.Stop)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Customer_UpdatedAndDeleted_ShowsIt()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.V1.Customers.CreateAsync(
            new CustomerCreateOptions { Name = "Ada & Söhne", Metadata = new() { ["a"] = "1", ["b"] = "2" }, Address = new AddressOptions { City = "London" } }, cancellationToken: Fake.Stop);
        var updated = await fake.V1.Customers.UpdateAsync(
            customer.Id, new CustomerUpdateOptions { Email = "a@b.c", Metadata = new() { ["a"] = "", ["c"] = "3" } }, cancellationToken: Fake.Stop);

        updated.Name.ShouldBe("Ada & Söhne");
        updated.Address.City.ShouldBe("London");
        updated.Metadata.ShouldBe(new Dictionary<string, string> { ["b"] = "2", ["c"] = "3" }, ignoreOrder: true);
        (await fake.V1.Customers.DeleteAsync(customer.Id, cancellationToken: Fake.Stop)).Deleted.ShouldBe(true);
        (await fake.V1.Customers.GetAsync(customer.Id, cancellationToken: Fake.Stop)).Deleted.ShouldBe(true);
        var events = await fake.V1.Events.ListAsync(new EventListOptions { Types = ["customer.updated", "customer.deleted"] }, cancellationToken: Fake.Stop);
        events.Data.Select(e => e.Type).ShouldBe(["customer.deleted", "customer.updated"]);
        events.Data[1].Request.IdempotencyKey.ShouldNotBeNull();
        events.Data[1].ApiVersion.ShouldBe(StripeConfiguration.ApiVersion);
        ((Customer)events.Data[1].Data.Object).Email.ShouldBe("a@b.c");
    }

    [Fact]
    public async Task Expand_OfNestedIds_ShowsTheObjects()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());

        var shown = await fake.V1.Subscriptions.GetAsync(subscription.Id, new SubscriptionGetOptions { Expand = ["latest_invoice.payments", "customer", "items.data.price.product"] }, cancellationToken: Fake.Stop);

        shown.Customer.Email.ShouldBe("ada@example.com");
        shown.LatestInvoice.Payments.Data.Single().Status.ShouldBe("paid");
        shown.Items.Data[0].Price.Product.Name.ShouldBe("Pro");
        var error = await Should.ThrowAsync<StripeException>(() =>
            fake.V1.Subscriptions.GetAsync(subscription.Id, new SubscriptionGetOptions { Expand = ["moon"] }, cancellationToken: Fake.Stop));
        error.StripeError.Message.ShouldContain("cannot be expanded (moon)");
    }

    [Fact]
    public async Task Reads_OfAnEndpoint_AreCounted()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        await fake.V1.Customers.GetAsync(customer.Id, cancellationToken: Fake.Stop);
        await fake.V1.Customers.GetAsync(customer.Id, cancellationToken: Fake.Stop);

        fake.Server.Requests.Reads.ShouldBe(new Dictionary<string, int> { ["/v1/customers/*"] = 2 });
        fake.Server.Requests.Count("POST", "/v1/customers").ShouldBe(1);
    }
}
