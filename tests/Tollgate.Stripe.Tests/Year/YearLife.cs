using System.Text.Json.Nodes;
using Tollgate.Administering;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>What customers do at Stripe: buy, change, fail to pay, pay, dispute, leave and come back.</summary>
internal sealed class YearLife(YearWorld world)
{
    private static readonly string[] Plans = ["flat", "pro", "team", "payg", "annual"];
    private static readonly string[] Declines = ["insufficient_funds", "generic_decline", "lost_card"];

    private Random Random => world.Random;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A moment in which each customer may do something.</summary>
    public async Task LiveAsync(YearCustomer customer, int day)
    {
        if (customer.BuysOn is not { } first || day < first)
        {
            return;
        }

        if (world.Account.IsOver(customer.Subscription))
        {
            if (customer.Subscription is null || Happens(0.02))
            {
                await BuyAsync(customer);
            }

            return;
        }

        await LiveWithCardAsync(customer);
        if (!world.Account.IsOver(customer.Subscription))
        {
            await LiveWithPlanAsync(customer);
        }
    }

    private bool Happens(double chance) => Random.NextDouble() < chance;

    private T Any<T>(IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    private async Task BuyAsync(YearCustomer customer)
    {
        var plan = Any(Plans);
        if (customer.Reference is null && plan is "flat" or "payg" && Happens(0.5))
        {
            var page = await world.First.Get<OpenCheckout>().RunAsync(
                new CheckoutTerms { User = customer.Subject, Plan = plan, SuccessUrl = "http://127.0.0.1/done", CancelUrl = "http://127.0.0.1/" }, Token);
            await YearAccount.PayAsync(page, "pm_card_visa");
            var bought = world.Account.Server.All("subscription")[^1];
            (customer.Subscription, customer.Reference, customer.Plan) = (YearAccount.IdOf(bought), bought["customer"]!.ToString(), plan);
            customer.Card = YearAccount.IdOf(world.Account.Server.All("payment_method").Last(m => m["customer"]?.ToString() == customer.Reference));
            await world.Account.PostAsync($"/v1/customers/{customer.Reference}", ("invoice_settings[default_payment_method]", customer.Card));
            return;
        }

        await world.Account.OpenAsync(customer);
        if (customer.IsCardFailing)
        {
            Accept(customer);
        }

        await world.Account.SubscribeAsync(customer, plan, Random.Next(1, 5), plan == "pro" && Happens(0.6) ? 14 : 0);
    }

    private async Task LiveWithCardAsync(YearCustomer customer)
    {
        if (!customer.IsCardFailing && Happens(0.002))
        {
            customer.IsCardFailing = true;
            world.Account.Server.SetCardOutcome(customer.Card!, Any(Declines));
        }
        else if (customer.IsCardFailing && Happens(0.03))
        {
            Accept(customer);
            if (Happens(0.5) && Owed(customer).LastOrDefault() is { } owed)
            {
                await world.Account.PostAsync($"/v1/invoices/{YearAccount.IdOf(owed)}/pay");
            }
        }
        else if (customer.IsCardFailing && Happens(0.005) && Owed(customer).LastOrDefault() is { } forgiven)
        {
            await world.Account.PostAsync($"/v1/invoices/{YearAccount.IdOf(forgiven)}/void");
        }

        if (customer.Dispute is null && Happens(0.0004) && Charges(customer).LastOrDefault(c => c["disputed"]!.GetValue<bool>() == false) is { } charge)
        {
            customer.Dispute = YearAccount.IdOf(await world.Account.PostAsync("/_fake/disputes", ("charge", YearAccount.IdOf(charge))));
        }
        else if (customer.Dispute is not null && Happens(0.03))
        {
            await world.Account.PostAsync($"/_fake/disputes/{customer.Dispute}/close", ("status", Any(["won", "lost"])));
            customer.Dispute = null;
        }

        if (Happens(0.0005))
        {
            await world.First.Get<HoldRestriction>().RunAsync(
                customer.Subject, RestrictionLevel.Warning, world.Clock.GetUtcNow().AddDays(Random.Next(1, 20)), "A good customer.", "the year", Token);
        }
    }

    private async Task LiveWithPlanAsync(YearCustomer customer)
    {
        var subscription = world.Account.Server.Find(customer.Subscription!)!;
        var isRunning = subscription["status"]!.ToString() is "active" or "trialing" or "past_due";
        if (isRunning && customer.Plan is not "annual" && Happens(0.003))
        {
            await world.Account.ChangeAsync(customer, Any(Plans.Where(p => p != customer.Plan && p != "annual").ToList()), Random.Next(1, 5));
        }
        else if (isRunning && customer.Plan == "team" && Happens(0.006))
        {
            await world.Account.ChangeSeatsAsync(customer, Random.Next(1, 8));
        }
        else if (Happens(0.0008))
        {
            await world.Account.DeleteAsync($"/v1/subscriptions/{customer.Subscription}");
        }
        else if (isRunning && Happens(0.0015))
        {
            var leaves = subscription["cancel_at_period_end"]!.GetValue<bool>() ? "false" : "true";
            await world.Account.PostAsync($"/v1/subscriptions/{customer.Subscription}", ("cancel_at_period_end", leaves));
        }
    }

    private void Accept(YearCustomer customer)
    {
        customer.IsCardFailing = false;
        world.Account.Server.SetCardOutcome(customer.Card!, null);
    }

    private IEnumerable<JsonObject> Owed(YearCustomer customer) =>
        world.Account.Server.All("invoice").Where(i => i["customer"]!.ToString() == customer.Reference && i["status"]!.ToString() == "open");

    private IEnumerable<JsonObject> Charges(YearCustomer customer) =>
        world.Account.Server.All("charge").Where(c => c["customer"]?.ToString() == customer.Reference && c["status"]!.ToString() == "succeeded");
}
