using Tollgate.Aggregating;

namespace Tollgate.Administering;

/// <summary>Who uses the most.</summary>
/// <param name="From">First instant that is covered.</param>
/// <param name="Until">First instant that is not.</param>
/// <param name="Subjects">Subjects, the most first.</param>
public sealed record UsageRanking(DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<SubjectUsage> Subjects);
