namespace Tollgate.Administering;

/// <summary>How much was used.</summary>
/// <param name="From">First instant that is covered.</param>
/// <param name="Until">First instant that is not.</param>
/// <param name="Rows">Rows in order of time, then of requests, most first.</param>
/// <param name="Total">All rows together.</param>
/// <param name="IsCutOff">Whether there may be more subjects than the limit lets through.</param>
/// <param name="UnsummedHours">Hours with usage that is recorded and not summed yet: the report lacks it.</param>
public sealed record UsageReport(
    DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<UsageReportRow> Rows, UsageReportRow Total, bool IsCutOff, int UnsummedHours);
