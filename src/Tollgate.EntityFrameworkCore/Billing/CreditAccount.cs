using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>A customer's credits while the ledger row is locked.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Used">Units used.</param>
/// <param name="Now">The database's time, after the lock was got.</param>
/// <param name="Grants">All grants, in the order in which they were granted; the context keeps track of them.</param>
internal sealed record CreditAccount(long UserId, long Used, DateTimeOffset Now, IReadOnlyList<CreditGrant> Grants)
{
    /// <summary>As the ledger names the customer.</summary>
    public string Subject => User.SubjectOf(UserId);
}
