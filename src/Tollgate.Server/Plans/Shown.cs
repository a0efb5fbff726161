using System.Globalization;
using System.Text;

namespace Tollgate.Server.Plans;

/// <summary>Text from outside as it may be shown: short, and without characters that steer a terminal or forge a line.</summary>
internal static class Shown
{
    private const int Longest = 80;

    /// <summary>At most 80 characters of the text, control and format characters as \u escapes.</summary>
    public static string Of(string text) => Clean(text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 1), "…"));

    /// <summary>The whole text, control and format characters as \u escapes.</summary>
    public static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var steers = char.IsControl(text[i])
                || CharUnicodeInfo.GetUnicodeCategory(text[i]) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (steers)
            {
                clean ??= new StringBuilder(text, 0, i, text.Length + 16);
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                clean?.Append(text[i]);
            }
        }

        return clean?.ToString() ?? text;
    }
}
