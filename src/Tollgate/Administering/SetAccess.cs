using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Administering;

/// <summary>Puts a user or a key on the allow list, on the deny list, or on neither.</summary>
public sealed class SetAccess(IUserStore users, IApiKeyStore keys)
{
    /// <summary>Sets the rule; a deny of user or key wins.</summary>
    /// <param name="subject">A user's name or subject ("user_42"), or a key's ("key_7").</param>
    /// <param name="access">The rule; <see cref="AccessRule.None"/> takes the subject off both lists.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The subject: "user_42" or "key_7".</returns>
    /// <exception cref="InvalidInputException">There is no such user or key.</exception>
    public async Task<string> RunAsync(string subject, AccessRule access, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (References.IdOf(subject, "key_") is not null)
        {
            var key = await keys.FindAsync(subject, errors, cancellationToken);
            errors.ThrowIfAny();
            await keys.SaveAccessAsync(key!.Key.Id, access, cancellationToken);
            return key.Key.Subject;
        }

        var account = await users.FindAsync(subject, errors, cancellationToken);
        errors.ThrowIfAny();
        await users.SaveAccessAsync(account!.User.Id, access, cancellationToken);
        return account.User.Subject;
    }
}
