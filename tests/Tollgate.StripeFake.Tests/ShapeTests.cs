using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>Fields of the fake's objects are documented ones, of the documented type.</summary>
public sealed class ShapeTests
{
    /// <summary>Newer than the published fixtures, or free by nature; each is a property of the client library of this version.</summary>
    private static readonly HashSet<string> Newer =
    [
        "subscription.status_details", "invoice.status_details", "payment_method.card.regulated_status", "invoice.lines.total_count", "subscription.items.total_count",
        "charge.outcome.risk_level", "customer.customer_account", "invoice.lines.data.pricing.price_details", "invoice_payment.payment.payment_intent",
    ];

    [Fact]
    public async Task Objects_OfTheFake_HaveDocumentedFieldsOnly()
    {
        var fixtures = JsonNode.Parse(await File.ReadAllTextAsync(RealData.PathOf("stripe/stripe-openapi/fixtures3.json"), Fake.Stop))!["resources"]!;
        await using var fake = await Fake.StartAsync();
        await fake.Server.SeedAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "peers", "fixtures.json"), Fake.Stop), Fake.Stop);
        await fake.Server.AdvanceAsync(TimeSpan.FromDays(40), Fake.Stop);
        var differences = new List<string>();
        var kinds = new[]
        {
            "customer", "product", "price", "payment_method", "subscription", "invoice", "invoiceitem", "invoice_payment", "payment_intent", "charge", "refund", "dispute", "billing.meter",
            "event", "webhook_endpoint", "checkout.session", "billing_portal.session", "billing_portal.configuration", "test_helpers.test_clock",
        };
        foreach (var kind in kinds)
        {
            var ours = fake.Server.All(kind);
            ours.ShouldNotBeEmpty(kind);
            ours.ToList().ForEach(o => Compare(kind, o, fixtures[kind], differences));
        }

        differences.Distinct().ShouldBeEmpty();
    }

    private static void Compare(string path, JsonNode ours, JsonNode? documented, List<string> differences)
    {
        if (documented is null || Newer.Contains(path) || path.EndsWith("metadata", StringComparison.Ordinal) || path == "event.data")
        {
            return;
        }

        if (ours.GetValueKind() is var kind && Simple(kind) != Simple(documented.GetValueKind()) && !(ours is JsonValue && documented is JsonObject))
        {
            differences.Add($"{path}: {kind} here, {documented.GetValueKind()} documented");
            return;
        }

        if (ours is JsonArray list && documented is JsonArray { Count: > 0 } sample)
        {
            list.OfType<JsonNode>().ToList().ForEach(element => Compare(path, element, sample[0], differences));
        }

        foreach (var (name, value) in ours as JsonObject ?? [])
        {
            if (documented is JsonObject fields && fields.Count > 0 && !fields.ContainsKey(name) && !Newer.Contains($"{path}.{name}"))
            {
                differences.Add($"{path}.{name}: not documented");
            }
            else if (value is not null)
            {
                Compare($"{path}.{name}", value, (documented as JsonObject)?[name], differences);
            }
        }
    }

    private static System.Text.Json.JsonValueKind Simple(System.Text.Json.JsonValueKind kind) => kind == System.Text.Json.JsonValueKind.False ? System.Text.Json.JsonValueKind.True : kind;
}
