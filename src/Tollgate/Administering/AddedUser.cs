namespace Tollgate.Administering;

/// <summary>A user that was just added.</summary>
/// <param name="Account">The user with the subscription.</param>
/// <param name="Key">The first key with its text; null when none was asked for.</param>
public sealed record AddedUser(UserAccount Account, CreatedApiKey? Key);
