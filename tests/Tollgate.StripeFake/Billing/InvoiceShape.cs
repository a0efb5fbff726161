using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>An invoice object with every field that Stripe shows, before lines and sums.</summary>
internal static class InvoiceShape
{
    public static JsonObject Empty(string id, InvoiceRequest request, long now)
    {
        var (customer, subscription) = (request.Customer, request.Subscription);
        var collection = request.CollectionMethod ?? subscription.Text("collection_method") ?? "charge_automatically";
        var invoice = new JsonObject
        {
            ["id"] = id,
            ["object"] = "invoice",
            ["account_country"] = "US",
            ["account_name"] = "Tollgate Stripe fake",
            ["account_tax_ids"] = null,
            ["amount_due"] = 0L,
            ["amount_overpaid"] = 0L,
            ["amount_paid"] = 0L,
            ["amount_remaining"] = 0L,
            ["amount_shipping"] = 0L,
            ["application"] = null,
            ["attempt_count"] = 0L,
            ["attempted"] = false,
            ["auto_advance"] = request.AutoAdvance,
            ["automatic_tax"] = new JsonObject { ["disabled_reason"] = null, ["enabled"] = false, ["liability"] = null, ["provider"] = null, ["status"] = null },
            ["automatically_finalizes_at"] = null,
            ["billing_reason"] = request.Reason,
            ["collection_method"] = collection,
            ["created"] = now,
            ["currency"] = request.Currency,
            ["custom_fields"] = null,
            ["customer"] = customer.Id(),
            ["customer_account"] = null,
            ["customer_address"] = customer["address"]?.DeepClone(),
            ["customer_email"] = customer.Text("email"),
            ["customer_name"] = customer.Text("name"),
            ["customer_phone"] = customer.Text("phone"),
            ["customer_shipping"] = null,
            ["customer_tax_exempt"] = "none",
            ["customer_tax_ids"] = new JsonArray(),
            ["default_payment_method"] = null,
            ["default_source"] = null,
            ["default_tax_rates"] = new JsonArray(),
            ["description"] = null,
            ["discounts"] = new JsonArray(),
            ["due_date"] = null,
            ["effective_at"] = null,
            ["ending_balance"] = null,
            ["footer"] = null,
            ["from_invoice"] = null,
            ["hosted_invoice_url"] = null,
            ["invoice_pdf"] = null,
            ["issuer"] = new JsonObject { ["type"] = "self" },
            ["last_finalization_error"] = null,
            ["latest_revision"] = null,
            ["lines"] = null,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["next_payment_attempt"] = null,
            ["number"] = null,
            ["on_behalf_of"] = null,
            ["parent"] = subscription is null ? null : new JsonObject
            {
                ["quote_details"] = null,
                ["subscription_details"] = new JsonObject { ["metadata"] = subscription["metadata"]!.DeepClone(), ["subscription"] = subscription.Id() },
                ["type"] = "subscription_details",
            },
            ["payment_settings"] = new JsonObject { ["default_mandate"] = null, ["payment_method_options"] = null, ["payment_method_types"] = null },
            ["period_end"] = request.PeriodEnd,
            ["period_start"] = request.PeriodStart,
            ["post_payment_credit_notes_amount"] = 0L,
            ["pre_payment_credit_notes_amount"] = 0L,
            ["receipt_number"] = null,
            ["rendering"] = null,
            ["shipping_cost"] = null,
            ["shipping_details"] = null,
            ["starting_balance"] = 0L,
            ["statement_descriptor"] = null,
            ["status"] = "draft",
            ["status_transitions"] = new JsonObject { ["finalized_at"] = null, ["marked_uncollectible_at"] = null, ["paid_at"] = null, ["voided_at"] = null },
            ["test_clock"] = customer.Text("test_clock"),
            ["total_discount_amounts"] = new JsonArray(),
            ["total_pretax_credit_amounts"] = new JsonArray(),
            ["total_taxes"] = new JsonArray(),
            ["webhooks_delivered_at"] = null,
        };
        if (collection == "send_invoice")
        {
            // Only until finalisation sets the due date.
            invoice["days_until_due"] = request.DaysUntilDue ?? subscription.Whole("days_until_due");
        }

        return invoice;
    }
}
