namespace Tollgate.StripeFake;

/// <summary>Puts the parts of an account together.</summary>
internal sealed class Account
{
    public Account(StripeFakeOptions options, FakeClock clock, HttpClient client)
    {
        Ledger = new Ledger(options, clock);
        var events = new EventLog(Ledger);
        var endpoints = new WebhookEndpoints(Ledger);
        Webhooks = new StripeFakeWebhooks(Ledger, events, endpoints, client);
        var products = new Products(Ledger);
        var prices = new Prices(Ledger, products);
        PaymentMethods = new PaymentMethods(Ledger);
        var disputes = new Disputes(Ledger);
        var charging = new Charging(Ledger, PaymentMethods, disputes);
        var usage = new Usage(Ledger);
        var lines = new InvoiceLines(Ledger, prices, usage);
        var standing = new Standing(Ledger);
        var life = new InvoiceLife(Ledger, lines, charging, PaymentMethods, standing);
        var items = new SubscriptionItems(Ledger, lines);
        var renewals = new Renewals(Ledger, lines, life, items, PaymentMethods, standing, events);
        var subscriptions = new Subscriptions(Ledger, PaymentMethods, items, life, standing, renewals);
        var updates = new SubscriptionUpdates(Ledger, PaymentMethods, items, lines, life, standing, renewals);
        var sessions = new CheckoutSessions(Ledger, subscriptions, PaymentMethods);
        var locks = new MeterLocks(options);
        var thin = new ThinEvents(Ledger);
        Schedule = new Schedule(Ledger, [renewals.Due, sessions.Due, Webhooks.Due]);

        var routes = new RouteTable();
        var pages = new Pages();
        new Customers(Ledger, PaymentMethods, subscriptions).Map(routes);
        products.Map(routes);
        prices.Map(routes);
        PaymentMethods.Map(routes);
        subscriptions.Map(routes);
        updates.Map(routes);
        items.Map(routes);
        sessions.Map(routes);
        new PortalSessions(Ledger).Map(routes);
        new TestClocks(Ledger, Schedule).Map(routes);
        new Refunds(Ledger).Map(routes);
        new Controls(Ledger, PaymentMethods, Faults, Requests).Map(routes);
        new CheckoutPage(Ledger, sessions).Map(pages);
        new PortalPage(Ledger, updates, PaymentMethods).Map(pages);
        new InvoicePage(Ledger, life, PaymentMethods).Map(pages);
        new Invoices(Ledger, life, PaymentMethods, charging, renewals).Map(routes);
        disputes.Map(routes);
        new Meters(Ledger, usage).Map(routes);
        new MeterEvents(Ledger, usage, locks, thin).Map(routes);
        events.Map(routes);
        thin.Map(routes);
        endpoints.Map(routes);
        Pipeline = new Pipeline(Ledger, routes, new Expansion(Ledger, prices), pages, locks, Faults, Requests);
    }

    public Ledger Ledger { get; }

    public PaymentMethods PaymentMethods { get; }

    public Schedule Schedule { get; }

    public StripeFakeWebhooks Webhooks { get; }

    public StripeFakeFaults Faults { get; } = new();

    public StripeFakeRequests Requests { get; } = new();

    public Pipeline Pipeline { get; }
}
