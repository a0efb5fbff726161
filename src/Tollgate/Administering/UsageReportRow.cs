using Tollgate.Aggregating;

namespace Tollgate.Administering;

/// <summary>A row of a usage report.</summary>
/// <param name="Start">First instant of the hour or day; null when the row is of the whole span.</param>
/// <param name="Group">The group: a subject, "key_7", an endpoint, a plan, a country; null when nothing is grouped or the value is not known.</param>
/// <param name="Name">The user's name, for rows of users and keys whose user is still there.</param>
/// <param name="Measures">The sums.</param>
/// <param name="P50Microseconds">Response time that half of the requests that were not refused did not exceed, at most 2 % off; 0 without such requests.</param>
/// <param name="P95Microseconds">The same for 95 %.</param>
/// <param name="P99Microseconds">The same for 99 %.</param>
/// <param name="Addresses">Distinct addresses as far as they were kept, exact below 64, else an estimate.</param>
public sealed record UsageReportRow(
    DateTimeOffset? Start,
    string? Group,
    string? Name,
    UsageMeasures Measures,
    long P50Microseconds,
    long P95Microseconds,
    long P99Microseconds,
    long Addresses);
