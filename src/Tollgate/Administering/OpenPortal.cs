using Tollgate.Billing;

namespace Tollgate.Administering;

/// <summary>Makes a page of the payment provider where a user can change card, plan and subscription.</summary>
public sealed class OpenPortal(IUserStore users, IBillingStore store, IPaymentProvider provider)
{
    /// <summary>Makes the page.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="returnUrl">Absolute address where the customer goes afterwards.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user or customer, or the address is none.</exception>
    /// <exception cref="PaymentProviderException">The provider does not answer, or refuses.</exception>
    public async Task<Uri> RunAsync(string user, string? returnUrl, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        var customer = account is null ? null : await store.FindCustomerAsync(account.User.Id, cancellationToken);
        if (account is not null && customer is null or { IsDeleted: true })
        {
            errors.Add("user", user, $"'{user}' is no customer of the payment provider yet. Open a checkout first: `tollgate stripe checkout {user} PLAN`.");
        }

        var address = WebAddress.Read("returnUrl", returnUrl, errors);
        errors.ThrowIfAny();
        return await provider.CreatePortalAsync(customer!.Reference, address!, cancellationToken);
    }
}
