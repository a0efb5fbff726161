using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Keeps payment failures from narrowing what a customer may do further than a level, until a date.</summary>
public sealed class HoldRestriction(IUserStore users, IRestrictionStore restrictions, TimeProvider clock)
{
    private const int MostText = 1_000;
    private const int MostName = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Grants the hold, in place of one that the customer has.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="highest">The furthest that failures may lead to meanwhile; below <see cref="RestrictionLevel.Suspended"/>.</param>
    /// <param name="until">When it ends, within a year.</param>
    /// <param name="reason">Why, 1 to 1,000 characters; customers don't see it.</param>
    /// <param name="grantedBy">Who grants it, 1 to 200 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, or what is given is not valid.</exception>
    public async Task<RestrictionState> RunAsync(
        string user, RestrictionLevel highest, DateTimeOffset until, string reason, string grantedBy, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var now = clock.GetUtcNow();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (highest is not (RestrictionLevel.None or RestrictionLevel.Warning or RestrictionLevel.Limited))
        {
            errors.Add("atMost", $"{highest}", "A hold at suspended would hold nothing back; use none, warning or limited.");
        }

        if (until <= now || until > now + Longest)
        {
            errors.Add("until", $"{until:u}", $"The hold would end at {until:u}; give a time after {now:u} and within a year.");
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MostText)
        {
            errors.Add("reason", null, $"The reason has {reason?.Length ?? 0} characters; say in 1 to {MostText} why, for whoever looks later.");
        }

        if (string.IsNullOrWhiteSpace(grantedBy) || grantedBy.Length > MostName)
        {
            errors.Add("by", null, $"The name of who grants it has {grantedBy?.Length ?? 0} characters; use 1 to {MostName}.");
        }

        errors.ThrowIfAny();
        await restrictions.HoldAsync(
            new RestrictionHold { UserId = account!.User.Id, Highest = highest, Until = until, Reason = reason!.Trim(), GrantedBy = grantedBy!.Trim() }, cancellationToken);
        return await restrictions.ReadAsync(account.User.Id, cancellationToken);
    }
}
