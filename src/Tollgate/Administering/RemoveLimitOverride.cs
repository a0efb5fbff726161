using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Takes an override away: the plan's limit holds again.</summary>
public sealed class RemoveLimitOverride(IUserStore users)
{
    /// <summary>Removes the override.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="scope">"*" or the endpoint group.</param>
    /// <param name="window">The window's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="InvalidInputException">There is no such user, or the window is none.</exception>
    public async Task<bool> RunAsync(string user, string scope, string window, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (!Window.TryParse(window, out var parsed))
        {
            errors.Add("window", window, $"'{window}' is not a window. Use minute, hour, day, week, month or an ISO 8601 duration such as PT15M or P7D.");
        }

        errors.ThrowIfAny();
        return await users.RemoveOverrideAsync(account!.User.Id, scope, parsed!.Name, cancellationToken);
    }
}
