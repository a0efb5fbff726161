using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>A user who pays through the provider, and what the provider tells of the user.</summary>
internal sealed class PayingCustomer(TestNode node, User user, string mark)
{
    public User User => user;

    public string Subscription => $"sub_{mark}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Invoice(string name = "1") => $"in_{mark}_{name}";

    /// <summary>Makes the user's subscription one of the provider's, with an address for notices.</summary>
    public Task LinkAsync(bool isLive = true, Action<Subscription>? change = null) => ChangeAsync(async (context, now) =>
    {
        var subscription = await context.Subscriptions.SingleAsync(s => s.UserId == user.Id, Token);
        (subscription.Reference, subscription.Status) = (Subscription, SubscriptionStatus.PastDue);
        change?.Invoke(subscription);
        context.BillingCustomers.Add(new BillingCustomer { UserId = user.Id, Reference = $"cus_{mark}", IsLive = isLive, Email = $"{mark}@example.com", CreatedAt = now });
    });

    /// <summary>An open invoice whose attempt failed.</summary>
    public Task FailAsync(DateTimeOffset at, int attempt = 1, string name = "1", string? code = "insufficient_funds", Action<Invoice>? change = null) => ChangeAsync(async (context, _) =>
    {
        var invoice = await context.Invoices.FindAsync([Invoice(name)], Token) ?? context.Invoices.Add(new Invoice
        {
            Reference = Invoice(name), UserId = user.Id, SubscriptionReference = Subscription, Status = InvoiceStatus.Open, Cause = "subscription_cycle", AmountDue = 1290,
            AmountRemaining = 1290, Currency = "eur", FirstFailedAt = at, CreatedAt = at.AddHours(-1), PaymentLink = $"https://pay.example/{Invoice(name)}",
        }).Entity;
        (invoice.Attempts, invoice.DeclineCode) = (Math.Max(invoice.Attempts, attempt), code);
        invoice.FirstFailedAt = invoice.FirstFailedAt < at ? invoice.FirstFailedAt : at;
        change?.Invoke(invoice);
        if (await context.PaymentFailures.FindAsync([Invoice(name), attempt], Token) is null)
        {
            context.PaymentFailures.Add(new PaymentFailure
            {
                InvoiceReference = Invoice(name), Attempt = attempt, UserId = user.Id, FailedAt = at, DeclineCode = code, Amount = 1290, Currency = "eur",
            });
        }
    });

    public Task PayAsync(string name = "1") => ChangeInvoiceAsync(i => (i.Status, i.AmountRemaining) = (InvoiceStatus.Paid, 0), name);

    public Task ChangeInvoiceAsync(Action<Invoice> change, string name = "1") =>
        ChangeAsync(async (context, _) => change(await context.Invoices.SingleAsync(i => i.Reference == Invoice(name), Token)));

    public Task ChangeSubscriptionAsync(Action<Subscription> change) =>
        ChangeAsync(async (context, _) => change(await context.Subscriptions.SingleAsync(s => s.Reference == Subscription, Token)));

    /// <summary>Changes facts as an event does: in one transaction with what follows from them.</summary>
    public Task ChangeAsync(Func<TollgateDbContext, DateTimeOffset, Task> change) => node.Get<EntitlementWriter>().WriteAsync(
        async (context, changes) =>
        {
            var now = await NowAsync(context);
            await change(context, now);
            await node.Get<RestrictionWriter>().ApplyAsync(context, changes, user.Id, now, Token);
            return true;
        },
        Token);

    public async Task<Subscription> StoredAsync()
    {
        await using var context = await StoredRows.OpenAsync(node);
        return await context.Subscriptions.AsNoTracking().Where(s => s.UserId == user.Id).OrderBy(s => s.Id).FirstAsync(Token);
    }

    public async Task<DateTimeOffset> NowAsync()
    {
        await using var context = await StoredRows.OpenAsync(node);
        await context.Database.OpenConnectionAsync(Token);
        return await NowAsync(context);
    }

    /// <summary>What the outbox has for a channel about this user, in the order of storing: keys and payloads.</summary>
    public async Task<IReadOnlyList<(string Key, string Payload)>> ToldAsync(string channel)
    {
        await using var session = await StatementSession.OpenAsync(node.Get<IDbContextFactory<TollgateDbContext>>(), Token);
        return await session.ReadAsync(
            "select notification_key, payload from notifications where topic = @topic and channel = @channel order by id",
            row => (row.GetString(0), row.GetString(1)),
            Token,
            ("@topic", $"billing_user_{user.Id}"), ("@channel", channel));
    }

    private Task<DateTimeOffset> NowAsync(TollgateDbContext context) =>
        node.Get<StatementDialect>().NowAsync(StatementSession.Within(context), node.Get<TimeProvider>(), Token);
}
