using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/billing_portal: sessions and configurations; the page is <see cref="PortalPage"/>.</summary>
internal sealed class PortalSessions(Ledger ledger)
{
    public void Map(RouteTable routes)
    {
        routes.Post("/v1/billing_portal/sessions", "customer! return_url configuration locale flow_data{*}", Create);
        routes.Post("/v1/billing_portal/configurations", "business_profile{*} features{*} default_return_url metadata{*} name", CreateConfiguration);
        routes.List("/v1/billing_portal/configurations", "active is_default", call => Paging.Page(call, ledger.NewestFirst("billing_portal.configuration")));
        routes.Get("/v1/billing_portal/configurations/*", "", call => ledger.Get("billing_portal.configuration", call.Id));
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        var customer = ledger.Get("customer", p.Required("customer"), "customer");
        var configuration = p.Text("configuration") is { } named ? ledger.Get("billing_portal.configuration", named, "configuration") : Default();
        var id = ledger.Ids.Next("bps");
        var session = ledger.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "billing_portal.session",
            ["configuration"] = configuration.Id(),
            ["created"] = ledger.Now(customer),
            ["customer"] = customer.Id(),
            ["customer_account"] = null,
            ["flow"] = null,
            ["livemode"] = false,
            ["locale"] = p.Text("locale"),
            ["on_behalf_of"] = null,
            ["return_url"] = p.Text("return_url") ?? configuration.Text("default_return_url"),
            ["url"] = new Uri(ledger.Address, $"/_fake/portal/{id}").ToString(),
        });
        ledger.Emit("billing_portal.session.created", session);
        return session;
    }

    private JsonObject Default() => ledger.All("billing_portal.configuration").FirstOrDefault(c => c.Is("is_default")) ?? Configuration(null, isDefault: true);

    private JsonObject CreateConfiguration(Call call)
    {
        var configuration = Configuration(call.Params.Text("default_return_url"), isDefault: false);
        configuration["name"] = call.Params.Text("name");
        call.Params.MergeMetadata(configuration);
        ledger.Emit("billing_portal.configuration.created", configuration);
        return configuration;
    }

    /// <summary>Everything that the page can do is on.</summary>
    private JsonObject Configuration(string? returnUrl, bool isDefault) => ledger.Add(new JsonObject
    {
        ["id"] = ledger.Ids.Next("bpc"),
        ["object"] = "billing_portal.configuration",
        ["active"] = true,
        ["application"] = null,
        ["business_profile"] = new JsonObject { ["headline"] = null, ["privacy_policy_url"] = null, ["terms_of_service_url"] = null },
        ["created"] = ledger.Now(),
        ["default_return_url"] = returnUrl,
        ["features"] = new JsonObject
        {
            ["customer_update"] = new JsonObject { ["allowed_updates"] = new JsonArray(), ["enabled"] = false },
            ["invoice_history"] = new JsonObject { ["enabled"] = true },
            ["payment_method_update"] = new JsonObject { ["enabled"] = true, ["payment_method_configuration"] = null },
            ["subscription_cancel"] = new JsonObject
            {
                ["cancellation_reason"] = new JsonObject { ["enabled"] = false, ["options"] = new JsonArray() },
                ["enabled"] = true,
                ["mode"] = "at_period_end",
                ["proration_behavior"] = "none",
            },
            ["subscription_update"] = new JsonObject { ["default_allowed_updates"] = new JsonArray("price"), ["enabled"] = true, ["proration_behavior"] = "create_prorations" },
        },
        ["is_default"] = isDefault,
        ["livemode"] = false,
        ["login_page"] = new JsonObject { ["enabled"] = false, ["url"] = null },
        ["metadata"] = new JsonObject(),
        ["name"] = null,
        ["updated"] = ledger.Now(),
    });
}
