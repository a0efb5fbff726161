using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>Every field that the fake shows is one that Stripe.net of this API version reads.</summary>
public sealed class ModelTests
{
    private static readonly Dictionary<string, Type> Models = new()
    {
        ["customer"] = typeof(Customer),
        ["product"] = typeof(Product),
        ["price"] = typeof(Price),
        ["payment_method"] = typeof(PaymentMethod),
        ["subscription"] = typeof(Subscription),
        ["invoice"] = typeof(Invoice),
        ["invoiceitem"] = typeof(InvoiceItem),
        ["invoice_payment"] = typeof(InvoicePayment),
        ["payment_intent"] = typeof(PaymentIntent),
        ["charge"] = typeof(Charge),
        ["refund"] = typeof(Refund),
        ["dispute"] = typeof(Dispute),
        ["billing.meter"] = typeof(Stripe.Billing.Meter),
        ["event"] = typeof(Event),
        ["webhook_endpoint"] = typeof(WebhookEndpoint),
        ["checkout.session"] = typeof(Stripe.Checkout.Session),
        ["billing_portal.session"] = typeof(Stripe.BillingPortal.Session),
        ["billing_portal.configuration"] = typeof(Stripe.BillingPortal.Configuration),
        ["test_helpers.test_clock"] = typeof(Stripe.TestHelpers.TestClock),
    };

    [Fact]
    public async Task Fields_OfTheFake_AreRead()
    {
        await using var fake = await Fake.StartAsync();
        await fake.Server.SeedAsync(await System.IO.File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "peers", "fixtures.json"), Fake.Stop), Fake.Stop);
        await fake.Server.AdvanceAsync(TimeSpan.FromDays(40), Fake.Stop);
        var unread = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (kind, model) in Models)
        {
            var ours = fake.Server.All(kind);
            ours.ShouldNotBeEmpty(kind);
            ours.ToList().ForEach(o => Check(kind, o, model, unread));
        }

        unread.ShouldBeEmpty();
    }

    private static void Check(string path, JsonObject ours, Type model, SortedSet<string> unread)
    {
        var properties = model.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(p => (Name: p.GetCustomAttribute<JsonPropertyAttribute>()?.PropertyName, p.PropertyType))
            .Where(p => p.Name is not null)
            .DistinctBy(p => p.Name)
            .ToDictionary(p => p.Name!, p => p.PropertyType);
        foreach (var (name, value) in ours)
        {
            if (!properties.TryGetValue(name, out var type))
            {
                // Embedded lists are sent with a total_count that the client has no property for.
                unread.UnionWith(name == "total_count" ? [] : [$"{path}.{name}"]);
            }
            else if (!typeof(IDictionary).IsAssignableFrom(type))
            {
                CheckValue($"{path}.{name}", value, type, unread);
            }
        }
    }

    private static void CheckValue(string path, JsonNode? value, Type type, SortedSet<string> unread)
    {
        var element = type.IsGenericType ? type.GetGenericArguments()[0] : type;
        if (value is JsonObject part && typeof(IStripeEntity).IsAssignableFrom(type) && !type.IsInterface)
        {
            Check(path, part, type, unread);
        }
        else if (value is JsonArray list && typeof(IStripeEntity).IsAssignableFrom(element) && !element.IsInterface)
        {
            list.OfType<JsonObject>().ToList().ForEach(o => Check(path, o, element, unread));
        }
    }
}
