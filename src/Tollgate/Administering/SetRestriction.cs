using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Narrows by hand what a user's subscriptions allow, or lifts that; the plan stays as bought.</summary>
public sealed class SetRestriction(IUserStore users, IRestrictionStore restrictions)
{
    /// <summary>Sets the least restriction that holds whatever is paid; payment failures may lead further.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="level">How far; <see cref="RestrictionLevel.None"/> lifts what was set by hand.</param>
    /// <param name="paymentLink">Absolute http or https address where the customer can pay; null keeps the one that is stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The subscription that counts, as it is now.</returns>
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
        await restrictions.RestrictAsync(account!.User.Id, level, paymentLink, cancellationToken);
        return (await users.FindAsync(account.User.Id, cancellationToken))?.Subscription ?? account.Subscription!;
    }
}
