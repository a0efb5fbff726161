using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Narrows what a subscription allows, or lifts that; the plan stays as bought.</summary>
public sealed class SetRestriction(IUserStore users)
{
    /// <summary>Sets the restriction.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="level">How far; <see cref="RestrictionLevel.None"/> lifts it.</param>
    /// <param name="paymentLink">Absolute http or https address where the customer can pay; null keeps the one that is stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, no subscription to restrict, or the link is no web address.</exception>
    public async Task<Subscription> RunAsync(string user, RestrictionLevel level, string? paymentLink, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (account is { Subscription: null })
        {
            errors.Add("user", user, $"'{user}' has no subscription to restrict. Use the deny list to refuse the user, or subscribe the user first.");
        }

        if (paymentLink is not null && !(Uri.TryCreate(paymentLink, UriKind.Absolute, out var link) && link.Scheme is "https" or "http"))
        {
            errors.Add("paymentLink", paymentLink, $"'{paymentLink}' is no web address. Give an absolute one, e.g. https://pay.example/42.");
        }

        errors.ThrowIfAny();
        return await users.ChangeSubscriptionAsync(
            account!.Subscription!,
            subscription =>
            {
                subscription.Restriction = level;
                subscription.PaymentLink = paymentLink ?? subscription.PaymentLink;
            },
            cancellationToken);
    }
}
