using System.Collections.Frozen;
using System.Globalization;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>HTTP statuses given as codes and classes: "5xx, 404".</summary>
internal sealed class StatusSet
{
    private readonly FrozenSet<int> _codes;

    private StatusSet(FrozenSet<int> codes) => _codes = codes;

    public bool Contains(int status) => _codes.Contains(status);

    /// <summary>Reads validated text.</summary>
    public static StatusSet Parse(string text) => TryParse(text, out var set, out var wrong)
        ? set
        : throw new FormatException($"'{wrong}' is neither a status code nor a class such as 5xx.");

    /// <summary>Reads the text; <paramref name="wrong"/> is the first part that is neither a code (100 to 599) nor a class (1xx to 5xx).</summary>
    public static bool TryParse(string? text, out StatusSet set, out string wrong)
    {
        var codes = new HashSet<int>();
        wrong = "";
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Length == 3 && part[0] is >= '1' and <= '5' && part.EndsWith("xx", StringComparison.OrdinalIgnoreCase))
            {
                codes.UnionWith(Enumerable.Range((part[0] - '0') * 100, 100));
            }
            else if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and <= 599)
            {
                codes.Add(code);
            }
            else
            {
                wrong = part;
                break;
            }
        }

        set = new StatusSet(codes.ToFrozenSet());
        return wrong.Length == 0;
    }
}
