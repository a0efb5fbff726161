using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Server.Plans;

/// <summary>Reads limits: a mapping of windows to units.</summary>
internal sealed class LimitReader(FileErrors errors)
{
    private static readonly string[] WindowWords = ["minute", "hour", "day", "week", "month"];

    /// <summary>The limits of a mapping; empty when there is none.</summary>
    public IReadOnlyList<WindowLimit> Read(Node? node)
    {
        if (node is null)
        {
            return [];
        }

        if (node is not MappingNode mapping)
        {
            errors.Add(node.Line, $"'limits' must be a mapping of windows to units, e.g. {{ minute: 60, month: 200000 }}, not {node.Kind}");
            return [];
        }

        var limits = new List<WindowLimit>();
        foreach (var (key, value) in mapping.Entries)
        {
            Read(key, value, limits);
        }

        if (limits.Count(l => !l.Window.IsStandard) > 4)
        {
            errors.Add(mapping.Line, "there are more than four windows beside minute, hour, day and month; the ledger keeps four");
        }

        return limits;
    }

    private void Read(ScalarNode key, Node value, List<WindowLimit> limits)
    {
        if (!Window.TryParse(key.Value, out var window))
        {
            var hint = NearestWord.To(key.Value ?? "", WindowWords) is { } nearest
                ? $"did you mean '{nearest}'?"
                : "use minute, hour, day, week, month or an ISO 8601 duration such as PT15M, P7D or P3M";
            errors.Add(key.Line, $"'{Shown.Of(key.Value ?? "")}' is not a window; {hint}");
        }
        else if (limits.Any(l => l.Window.Name == window.Name))
        {
            errors.Add(key.Line, $"the window '{window.Name}' stands twice; remove one of them");
        }
        else if (value is not ScalarNode { Value: { } text } || !TryParse(text, out var units))
        {
            errors.Add(value.Line, $"the limit of '{window.Name}' is {value.Kind}, but must be a whole number from 0 (always refused), or 'unlimited'");
        }
        else
        {
            limits.Add(new WindowLimit(window, units));
        }
    }

    /// <summary>Reads a limit: a whole number from 0, or "unlimited"; underscores may group digits.</summary>
    public static bool TryParse(string text, out long units)
    {
        if (text == PlanWords.Unlimited)
        {
            units = Limit.Unlimited;
            return true;
        }

        return long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out units);
    }
}
