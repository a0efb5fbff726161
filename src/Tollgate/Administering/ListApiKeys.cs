namespace Tollgate.Administering;

/// <summary>Lists keys.</summary>
public sealed class ListApiKeys(IUserStore users, IApiKeyStore keys)
{
    /// <summary>The keys of a user, or of all users; revoked ones too.</summary>
    /// <param name="user">Name or subject ("user_42"); null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user.</exception>
    public async Task<IReadOnlyList<OwnedApiKey>> RunAsync(string? user, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = user is null ? null : await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await keys.ListAsync(account?.User.Id, cancellationToken);
    }
}
