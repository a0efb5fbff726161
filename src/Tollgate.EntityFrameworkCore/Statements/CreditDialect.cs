namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>The statement of prepaid credits in which the databases differ.</summary>
/// <param name="Lock">
/// Locks the ledger row of a subject in scope "*", which is made if there is none, and says the units used; parameters @subject, @start, @end
/// (of the window that never ends) and @now.
/// </param>
internal sealed record CreditDialect(string Lock);
