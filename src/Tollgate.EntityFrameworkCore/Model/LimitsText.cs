using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Stores limits as JSON, e.g. {"minute":60,"PT15M":100}.</summary>
public sealed class LimitsText() : ValueConverter<IReadOnlyList<WindowLimit>, string>(
    limits => PlanJson.WriteLimits(limits),
    text => PlanJson.ReadLimits(text))
{
    /// <summary>Compares limits by value; lists are replaced, never changed.</summary>
    public static ValueComparer<IReadOnlyList<WindowLimit>> Comparer { get; } = new(
        (left, right) => AreSame(left, right),
        limits => limits.Count,
        limits => limits);

    /// <summary>Whether two lists hold the same limits in the same order.</summary>
    public static bool AreSame(IReadOnlyList<WindowLimit>? left, IReadOnlyList<WindowLimit>? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.SequenceEqual(right));
}
