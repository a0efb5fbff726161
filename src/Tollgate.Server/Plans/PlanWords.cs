using System.Buffers;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Server.Plans;

/// <summary>The words of plan files.</summary>
internal static class PlanWords
{
    /// <summary>The limit that never refuses.</summary>
    public const string Unlimited = "unlimited";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>What 'month' may be.</summary>
    public static IReadOnlyDictionary<string, MonthWindow> Months { get; } = new Dictionary<string, MonthWindow>
    {
        ["calendar"] = MonthWindow.Calendar,
        ["subscription"] = MonthWindow.Subscription,
    };

    /// <summary>What 'enforcement' may be.</summary>
    public static IReadOnlyDictionary<string, Enforcement> Enforcements { get; } = new Dictionary<string, Enforcement>
    {
        ["leased"] = Enforcement.Leased,
        ["strict"] = Enforcement.Strict,
    };

    /// <summary>What 'onChange' may be.</summary>
    public static IReadOnlyDictionary<string, ChangePolicy> ChangePolicies { get; } = new Dictionary<string, ChangePolicy>
    {
        ["keep"] = ChangePolicy.Keep,
        ["proportional"] = ChangePolicy.Proportional,
        ["additive"] = ChangePolicy.Additive,
        ["reset"] = ChangePolicy.Reset,
    };

    /// <summary>Whether the text may name a plan or scope: 1 to 64 of a-z, 0-9, '-' and '_'.</summary>
    public static bool IsName(string text) => text.Length is >= 1 and <= 64 && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>The word of a value.</summary>
    public static string Of<T>(IReadOnlyDictionary<string, T> words, T value) =>
        words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Key;
}
