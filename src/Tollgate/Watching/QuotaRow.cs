namespace Tollgate.Watching;

/// <summary>What the ledger counts of a customer's day and month in one scope.</summary>
/// <param name="Subject">E.g. "user_42".</param>
/// <param name="Scope">"*" or an endpoint group.</param>
/// <param name="Day">The stored instance of the day; default where never used.</param>
/// <param name="DayUsed">Units used in it.</param>
/// <param name="Month">The stored instance of the month; default where never used.</param>
/// <param name="MonthUsed">Units used in it.</param>
public readonly record struct QuotaRow(string Subject, string Scope, WindowSpan Day, long DayUsed, WindowSpan Month, long MonthUsed)
{
    /// <summary>Units used in an instance of the named window ("day" or "month"): 0 when the stored instance is over.</summary>
    public long UsedIn(string window, WindowSpan span)
    {
        var (stored, used) = window == Window.Day.Name ? (Day, DayUsed) : (Month, MonthUsed);
        return stored.End > span.Start ? used : 0;
    }
}
