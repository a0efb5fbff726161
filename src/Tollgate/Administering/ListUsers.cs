using System.Globalization;

namespace Tollgate.Administering;

/// <summary>Lists and searches users.</summary>
public sealed class ListUsers(IUserStore users)
{
    /// <summary>A page of users.</summary>
    /// <exception cref="InvalidInputException">The page is not possible.</exception>
    public Task<UserPage> RunAsync(UserQuery query, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (query.Skip < 0)
        {
            errors.Add("skip", query.Skip.ToString(CultureInfo.InvariantCulture), $"skip is {query.Skip}; use 0 or more.");
        }

        if (query.Take is < 1 or > UserQuery.MaxTake)
        {
            errors.Add("take", query.Take.ToString(CultureInfo.InvariantCulture), $"take is {query.Take}; use 1 to {UserQuery.MaxTake}.");
        }

        errors.ThrowIfAny();
        return users.ListAsync(query, cancellationToken);
    }
}
