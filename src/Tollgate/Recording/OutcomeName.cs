using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>How outcomes are written in <c>api_usage</c>.</summary>
internal static class OutcomeName
{
    private static readonly string[] Names =
        ["admitted", "quota_exceeded", "concurrency_exceeded", "suspended", "unauthenticated", "denied", "unavailable", "credits_exhausted"];

    /// <summary>The outcome's name.</summary>
    public static string Of(Outcome outcome) => Names[(int)outcome];

    /// <summary>The outcome of a name.</summary>
    /// <exception cref="FormatException">There is no such outcome; a newer version may have written it.</exception>
    public static Outcome Parse(string name) => Array.IndexOf(Names, name) is var index and >= 0
        ? (Outcome)index
        : throw new FormatException($"api_usage has the outcome '{name}', which this version does not know.");
}
