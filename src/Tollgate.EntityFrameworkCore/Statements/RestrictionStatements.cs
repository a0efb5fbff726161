namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements of the restriction ladder that both databases understand.</summary>
internal static class RestrictionStatements
{
    /// <summary>Locks a user until the transaction ends; {0} is what locks a row.</summary>
    public const string LockUser = "/* tollgate.restrictions.lock_user */ select id from users where id = @id{0}";
}
