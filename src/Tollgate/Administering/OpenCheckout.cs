using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Makes a page of the payment provider where a user can buy a plan. The customer is made first, so that nobody gets two.</summary>
public sealed class OpenCheckout(IUserStore users, IPlanStore plans, IBillingStore store, IPaymentProvider provider)
{
    /// <summary>Makes the page.</summary>
    /// <exception cref="InvalidInputException">Something asked for is wrong; all of it is said.</exception>
    /// <exception cref="PaymentProviderException">The provider does not answer, or refuses.</exception>
    public async Task<Uri> RunAsync(CheckoutTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var errors = new InputErrors();
        var account = await users.FindAsync(terms.User, errors, cancellationToken);
        var plan = await plans.FindAsync(terms.Plan, errors, cancellationToken);
        var price = plan is null ? null : PriceOf(plan.Plan, errors);
        if (terms.Quantity < 1)
        {
            errors.Add("quantity", $"{terms.Quantity}", $"The quantity is {terms.Quantity}; use 1 or more.");
        }

        var success = WebAddress.Read("successUrl", terms.SuccessUrl, errors);
        var cancel = WebAddress.Read("cancelUrl", terms.CancelUrl, errors);
        errors.ThrowIfAny();
        var customer = await CustomerAsync(account!.User, terms.Email, cancellationToken);
        return await provider.CreateCheckoutAsync(
            new CheckoutRequest
            {
                UserId = account.User.Id,
                CustomerReference = customer.Reference,
                PriceReference = price!.Value.Price,
                MeteredPriceReference = price.Value.Metered,
                Quantity = terms.Quantity,
                SuccessUrl = success!,
                CancelUrl = cancel!,
            },
            cancellationToken);
    }

    private static (string Price, string? Metered)? PriceOf(Plan plan, InputErrors errors)
    {
        if (PlanPrices.ToSell(plan) is { } price)
        {
            return price;
        }

        errors.Add("plan", plan.Name, $"The plan '{plan.Name}' has no price at the payment provider. Add one to the plan file (price: price_…) and apply it.");
        return null;
    }

    private async Task<BillingCustomer> CustomerAsync(User user, string? email, CancellationToken cancellationToken)
    {
        if (await store.FindCustomerAsync(user.Id, cancellationToken) is { IsDeleted: false } known && known.IsLive == (provider.IsLive ?? known.IsLive))
        {
            return known;
        }

        var made = await provider.CreateCustomerAsync(user.Id, user.Name, email, cancellationToken);
        return await store.LinkAsync(user.Id, made, cancellationToken);
    }
}
