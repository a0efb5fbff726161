using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Xml;
using Tollgate.Limiting;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Options whose values need reading; a value that can't be read is wrong usage.</summary>
internal static class Parsers
{
    /// <summary>Limits such as "minute=20,hour=100,PT15M=50,day=unlimited".</summary>
    public static Option<IReadOnlyList<WindowLimit>> Limits(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "WINDOW=UNITS,…",
        CustomParser = result => ReadLimits(result.Tokens.Single().Value, error => result.AddError($"{name}: {error}")),
    };

    /// <summary>A length of time such as "24h", "30m", "7d" or an ISO 8601 duration.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result => TryReadDuration(result.Tokens.Single().Value, out var duration)
            ? duration
            : Wrong<TimeSpan?>(result, name, "a length of time; use e.g. 90s, 30m, 24h, 7d or PT24H"),
    };

    /// <summary>An instant such as "2027-01-31" or "2027-01-31T12:00:00Z"; a date without an offset is UTC.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => DateTimeOffset.TryParse(
                result.Tokens.Single().Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : Wrong<DateTimeOffset?>(result, name, "a time; use e.g. 2027-01-31 or 2027-01-31T12:00:00Z"),
    };

    /// <summary>A word out of an enumeration, in camel case.</summary>
    public static Option<T?> Word<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = description,
            HelpName = string.Join('|', WordsOf<T>()),
            CustomParser = result => TryReadWord<T>(result.Tokens.Single().Value, out var value)
                ? value
                : Wrong<T?>(result, name, $"known; use {string.Join(", ", WordsOf<T>())}"),
        };

    /// <summary>A word out of an enumeration, in camel case.</summary>
    public static Argument<T> WordArgument<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = $"{description}: {string.Join(", ", WordsOf<T>())}",
            CustomParser = result => TryReadWord<T>(result.Tokens.Single().Value, out var value)
                ? value
                : Wrong<T>(result, name, $"known; use {string.Join(", ", WordsOf<T>())}"),
        };

    /// <summary>Units of a limit: a whole number from 0, or "unlimited".</summary>
    public static Argument<long> Units(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => LimitReader.TryParse(result.Tokens.Single().Value, out var units)
            ? units
            : Wrong<long>(result, name, "a limit; use a whole number from 0 (always refused), or unlimited"),
    };

    /// <summary>Units that a request costs.</summary>
    public static Option<long?> Cost(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => long.TryParse(result.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture, out var cost) && cost <= Limit.MaxCost
            ? cost
            : Wrong<long?>(result, name, $"a cost; use a whole number from 0 to {Limit.MaxCost}"),
    };

    /// <summary>The word of an enumeration's value, in camel case.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static IEnumerable<string> WordsOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(WordOf);

    private static bool TryReadWord<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out value)
            && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+');

    private static T? Wrong<T>(ArgumentResult result, string name, string what)
    {
        result.AddError($"{name}: '{Shown.Of(result.Tokens.Single().Value)}' is not {what}.");
        return default;
    }

    private static List<WindowLimit> ReadLimits(string text, Action<string> fail)
    {
        var limits = new List<WindowLimit>();
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', 2) is not [var window, var units] || !Window.TryParse(window, out var parsed) || !LimitReader.TryParse(units, out var limit))
            {
                fail($"'{Shown.Of(pair)}' is not WINDOW=UNITS; use e.g. minute=20, hour=100, PT15M=50 or day=unlimited.");
            }
            else if (limits.Any(l => l.Window.Name == parsed.Name))
            {
                fail($"the window '{parsed.Name}' stands twice.");
            }
            else
            {
                limits.Add(new WindowLimit(parsed, limit));
            }
        }

        if (limits.Count == 0)
        {
            fail("no limits; use e.g. minute=20,hour=100.");
        }

        return limits;
    }

    private static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.StartsWith('P'))
        {
            try
            {
                duration = XmlConvert.ToTimeSpan(text);
                return duration >= TimeSpan.Zero;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return false;
            }
        }

        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 1_000_000)
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        duration = (unit ?? default) * count;
        return unit is not null;
    }
}
