using System.Security.Cryptography;
using System.Text;
using Stripe;
using Tollgate.Billing;
using SdkCheckout = Stripe.Checkout;
using SdkPortal = Stripe.BillingPortal;

namespace Tollgate.Stripe;

/// <summary>Customers, checkouts and portal pages.</summary>
public sealed partial class StripePaymentProvider
{
    /// <inheritdoc />
    public async Task<ProviderCustomer> CreateCustomerAsync(long userId, string userName, string? email, CancellationToken cancellationToken)
    {
        var options = new CustomerCreateOptions { Name = userName, Metadata = new Dictionary<string, string> { [TollgateUser.Key] = TollgateUser.Write(userId) } };
        if (email is not null)
        {
            options.Email = email; // null would be sent as an empty value
        }

        // The same question within a day is answered with the same customer; another name or address is another question.
        var key = $"tollgate-customer-{TollgateUser.Write(userId)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{userName}\n{email}")))[..16]}";
        var made = await Call.WriteAsync(
            "a new customer",
            async (client, token) => (await client.V1.Customers.CreateAsync(options, new RequestOptions { IdempotencyKey = key }, token)).StripeResponse,
            cancellationToken);
        return StripeShapes.Customer(made) ?? throw new PaymentProviderException("Stripe's new customer has no id.") { IsOutcomeUnknown = true };
    }

    /// <inheritdoc />
    public async Task<Uri> CreateCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = TollgateUser.Write(request.UserId);
        var items = new List<SdkCheckout.SessionLineItemOptions>();
        if (request.PriceReference != request.MeteredPriceReference)
        {
            items.Add(new SdkCheckout.SessionLineItemOptions { Price = request.PriceReference, Quantity = request.Quantity });
        }

        if (request.MeteredPriceReference is { } metered)
        {
            items.Add(new SdkCheckout.SessionLineItemOptions { Price = metered }); // a metered price must have no quantity
        }

        var made = await Call.WriteAsync(
            "a checkout",
            async (client, token) => (await client.V1.Checkout.Sessions.CreateAsync(
                new SdkCheckout.SessionCreateOptions
                {
                    Mode = "subscription",
                    Customer = request.CustomerReference,
                    ClientReferenceId = user,
                    LineItems = items,
                    Metadata = new Dictionary<string, string> { [TollgateUser.Key] = user },
                    SubscriptionData = new SdkCheckout.SessionSubscriptionDataOptions { Metadata = new Dictionary<string, string> { [TollgateUser.Key] = user } },
                    SuccessUrl = request.SuccessUrl.OriginalString, // may hold {CHECKOUT_SESSION_ID} as it stands
                    CancelUrl = request.CancelUrl.OriginalString,
                },
                null,
                token)).StripeResponse,
            cancellationToken);
        return UrlOf(made, "checkout");
    }

    /// <inheritdoc />
    public async Task<Uri> CreatePortalAsync(string customerReference, Uri returnUrl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(returnUrl);
        var made = await Call.WriteAsync(
            "a portal page",
            async (client, token) => (await client.V1.BillingPortal.Sessions.CreateAsync(
                new SdkPortal.SessionCreateOptions { Customer = customerReference, ReturnUrl = returnUrl.OriginalString }, null, token)).StripeResponse,
            cancellationToken);
        return UrlOf(made, "portal page");
    }

    /// <inheritdoc />
    public async Task<ProviderCheckout?> FindCheckoutAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            "a checkout", // its id is as good as a key to it
            async (client, token) => (await client.V1.Checkout.Sessions.GetAsync(reference, new SdkCheckout.SessionGetOptions(), null, token)).StripeResponse,
            cancellationToken);
        return found is { } json ? StripeShapes.Checkout(json) : null;
    }
}
