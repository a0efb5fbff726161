using System.Text.Json;

namespace Tollgate.Entitling;

/// <summary>Plans as JSON: windows by name, limits as a number or "unlimited".</summary>
/// <remarks>What is missing has its default, so that definitions stored by an older version still read.</remarks>
public static class PlanJson
{
    /// <summary>The definition of a plan, everything included.</summary>
    public static string Write(Plan plan) => JsonSerializer.Serialize(PlanDocument.Of(plan), PlanJsonContext.Default.PlanDocument);

    /// <summary>Reads a definition.</summary>
    /// <exception cref="JsonException">The text is no plan; the message says where.</exception>
    public static Plan Read(string text) =>
        (JsonSerializer.Deserialize(text, PlanJsonContext.Default.PlanDocument) ?? throw new JsonException("A plan is an object, not null.")).ToPlan();

    /// <summary>Limits by window, e.g. {"minute":60,"month":"unlimited"}.</summary>
    public static string WriteLimits(IReadOnlyList<WindowLimit> limits) => JsonSerializer.Serialize(limits, PlanJsonContext.Default.IReadOnlyListWindowLimit);

    /// <summary>Reads limits by window.</summary>
    /// <exception cref="JsonException">The text is no object of limits; the message says where.</exception>
    public static IReadOnlyList<WindowLimit> ReadLimits(string text) => JsonSerializer.Deserialize(text, PlanJsonContext.Default.IReadOnlyListWindowLimit) ?? [];
}
