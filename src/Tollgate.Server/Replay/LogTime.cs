using System.Globalization;

namespace Tollgate.Server.Replay;

/// <summary>Reads the time of an access log: "17/May/2015:10:05:03 +0200".</summary>
internal static class LogTime
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>The instant in Unix milliseconds; false when the text is not a time.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long instant)
    {
        instant = 0;
        if (text.Length != 26 || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':'
            || text[20] != ' ' || text[21] is not ('+' or '-'))
        {
            return false;
        }

        var month = Months.AsSpan().IndexOf(text[3..6], StringComparison.OrdinalIgnoreCase);
        if (month < 0 || month % 3 != 0
            || !Number(text[..2], 31, out var day) || !Number(text[7..11], 9999, out var year)
            || !Number(text[12..14], 23, out var hour) || !Number(text[15..17], 59, out var minute) || !Number(text[18..20], 60, out var second)
            || !Number(text[22..24], 14, out var offsetHours) || !Number(text[24..26], 59, out var offsetMinutes)
            || year < 1970 || day < 1 || day > DateTime.DaysInMonth(year, (month / 3) + 1))
        {
            return false;
        }

        var local = new DateTimeOffset(year, (month / 3) + 1, day, hour, minute, 0, TimeSpan.Zero);
        var offset = ((offsetHours * 60) + offsetMinutes) * (text[21] == '-' ? -1 : 1);
        instant = local.ToUnixTimeMilliseconds() + (Math.Min(second, 59) * 1_000L) - (offset * 60_000L); // a leap second counts as the one before
        return true;
    }

    private static bool Number(ReadOnlySpan<char> text, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
}
