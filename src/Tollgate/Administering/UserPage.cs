namespace Tollgate.Administering;

/// <summary>A page of users.</summary>
/// <param name="Users">The users on the page, by id.</param>
/// <param name="Total">Users that the query finds on all pages.</param>
public sealed record UserPage(IReadOnlyList<UserAccount> Users, int Total);
