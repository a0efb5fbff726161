using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>How outcomes are written in <c>api_usage</c>.</summary>
internal static class OutcomeName
{
    private static readonly string[] Names =
        ["admitted", "quota_exceeded", "concurrency_exceeded", "suspended", "unauthenticated", "denied", "unavailable"];

    /// <summary>The outcome's name.</summary>
    public static string Of(Outcome outcome) => Names[(int)outcome];
}
