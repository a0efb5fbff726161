namespace Tollgate.Administering;

/// <summary>What became of metered usage, period by period.</summary>
/// <param name="From">Periods that end after this.</param>
/// <param name="Until">Periods that begin before this.</param>
/// <param name="Lines">The periods, by user and start.</param>
/// <param name="IsCut">Whether there are more lines than were asked for.</param>
public sealed record BillingReport(DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<BillingReportLine> Lines, bool IsCut)
{
    /// <summary>Whether a person has to do something.</summary>
    public bool IsProblem => Lines.Any(l => l.IsProblem);
}
