using System.Globalization;

namespace Tollgate;

/// <summary>
/// A recurring window of time: minute, hour, day, month, week or any ISO 8601 duration, each with calendar arithmetic.
/// </summary>
/// <remarks>
/// Durations of hours and less tile the time line from the Unix epoch, so that every node and time zone agrees.
/// Days, weeks, months and years follow the calendar of <see cref="TimeZone"/> (UTC by default): a day may have 23 or 25 hours
/// there and a month is never 30 days. With <see cref="Anchor"/> a month window starts on the anchor's day of month, clamped to
/// the month's last day (31 January, 28 February, 31 March).
/// </remarks>
public sealed record Window
{
    /// <summary>How many windows a scope may have beside minute, hour, day and month.</summary>
    public const int MaxCustom = 4;

    // Inside what both databases, the arithmetic of spans and DateTimeOffset hold; 0 would say that nothing was charged to the slot.
    private static readonly WindowSpan Always = new(1, 253_402_214_400_000);

    private readonly WindowUnit _unit;
    private readonly int _count;

    private Window(string name, WindowUnit unit, int count)
    {
        Name = name;
        _unit = unit;
        _count = count;
    }

    /// <summary>The name in plans, headers and answers: "minute", "hour", "day", "month", "week" or the ISO 8601 text, e.g. "PT15M".</summary>
    public string Name { get; }

    /// <summary>The zone whose calendar days and months count; UTC unless set.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Where month windows are anchored, as Unix milliseconds; null follows the calendar.</summary>
    public long? Anchor { get; init; }

    /// <summary>Sixty seconds, from second 0 of the minute.</summary>
    public static Window Minute { get; } = new("minute", WindowUnit.Milliseconds, 60_000);

    /// <summary>Sixty minutes, from minute 0 of the UTC hour.</summary>
    public static Window Hour { get; } = new("hour", WindowUnit.Milliseconds, 3_600_000);

    /// <summary>A calendar day.</summary>
    public static Window Day { get; } = new("day", WindowUnit.Days, 1);

    /// <summary>A calendar month, or a month of the subscription's period where <see cref="Anchor"/> is set.</summary>
    public static Window Month { get; } = new("month", WindowUnit.Months, 1);

    /// <summary>A calendar week from Monday (ISO 8601).</summary>
    public static Window Week { get; } = new("week", WindowUnit.Weeks, 1);

    /// <summary>
    /// Prepaid credits: one instance that never ends, whose limit is every unit ever granted. Plans turn it on with
    /// <c>credits</c>; it can't be named as a limit.
    /// </summary>
    public static Window Credits { get; } = new("credits", WindowUnit.Endless, 1);

    /// <summary>Whether there is one instance that never ends, so that waiting frees nothing.</summary>
    public bool NeverEnds => _unit == WindowUnit.Endless;

    /// <summary>Units of <see cref="Credits"/> that have expired: other limits, so that leases from before the expiry are handed back.</summary>
    internal long Expired { get; init; }

    /// <summary>Whether this is one of the four windows with ledger slots of their own.</summary>
    public bool IsStandard => StandardSlot(Name) >= 0;

    /// <summary>Whether the window is longer than an hour, so that its limit is a quota rather than a rate.</summary>
    public bool IsQuota => _unit != WindowUnit.Milliseconds || _count > 3_600_000;

    /// <summary>Whether instances are days, weeks, months or years of <see cref="TimeZone"/>, rather than of fixed length.</summary>
    public bool FollowsCalendar => _unit is not (WindowUnit.Milliseconds or WindowUnit.Endless);

    /// <summary>Whether instances are months or years, which <see cref="Anchor"/> moves.</summary>
    public bool CountsMonths => _unit == WindowUnit.Months;

    /// <summary>The shortest length that an instance can have.</summary>
    public TimeSpan ShortestLength => _unit switch
    {
        WindowUnit.Milliseconds => TimeSpan.FromMilliseconds(_count),
        WindowUnit.Days => TimeSpan.FromHours(24L * _count - 1),
        WindowUnit.Weeks => TimeSpan.FromHours(168L * _count - 1),
        WindowUnit.Months => TimeSpan.FromDays(_count < 12 ? 28L * _count : 365L * (_count / 12)),
        WindowUnit.Endless => TimeSpan.FromMilliseconds(Always.End - Always.Start),
        _ => throw new InvalidOperationException($"Unknown window unit {_unit}."),
    };

    /// <summary>The longest length that an instance can have.</summary>
    public TimeSpan LongestLength => _unit switch
    {
        WindowUnit.Milliseconds => TimeSpan.FromMilliseconds(_count),
        WindowUnit.Days => TimeSpan.FromHours(24L * _count + 1),
        WindowUnit.Weeks => TimeSpan.FromHours(168L * _count + 1),
        WindowUnit.Months => TimeSpan.FromDays(31L * _count),
        WindowUnit.Endless => TimeSpan.FromMilliseconds(Always.End - Always.Start),
        _ => throw new InvalidOperationException($"Unknown window unit {_unit}."),
    };

    /// <summary>Reads a window's name: a word ("minute" to "month", "week") or an ISO 8601 duration of one unit ("PT15M", "P7D", "P3M", "P1Y").</summary>
    /// <exception cref="FormatException">The text is neither; the message names it and says what is accepted.</exception>
    public static Window Parse(string name) => TryParse(name, out var window)
        ? window
        : throw new FormatException(
            $"'{name}' is not a window. Use minute, hour, day, week, month or an ISO 8601 duration such as PT15M, PT6H, P7D, P3M or P1Y.");

    /// <summary>Reads a window's name without throwing; see <see cref="Parse"/>.</summary>
    public static bool TryParse(string? name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Window? window)
    {
        window = name?.Trim().ToLowerInvariant() switch
        {
            "minute" => Minute,
            "hour" => Hour,
            "day" => Day,
            "week" => Week,
            "month" => Month,
            null => null,
            _ => ParseDuration(name.Trim().ToUpperInvariant()),
        };
        return window is not null;
    }

    /// <summary>The instance that contains the instant (Unix milliseconds).</summary>
    public WindowSpan At(long instant) => _unit switch
    {
        WindowUnit.Milliseconds => FixedSpan(instant),
        WindowUnit.Months when Anchor is { } anchor => WindowCalendar.AnchoredMonths(instant, anchor, _count, TimeZone),
        WindowUnit.Months => WindowCalendar.Months(instant, _count, TimeZone),
        WindowUnit.Weeks => WindowCalendar.Days(instant, 7 * _count, WindowCalendar.FirstMonday, TimeZone),
        WindowUnit.Days => WindowCalendar.Days(instant, _count, WindowCalendar.Epoch, TimeZone),
        WindowUnit.Endless => Always,
        _ => throw new InvalidOperationException($"Unknown window unit {_unit}."),
    };

    /// <summary>
    /// The ledger slot that this window takes when it can: 0 to 3 for minute, hour, day and month, 4 for the week, 5 for durations below an
    /// hour, 6 for hours, 7 for days and longer. Credits have slot 8 to themselves.
    /// </summary>
    internal int PreferredSlot => StandardSlot(Name) is var slot and >= 0 ? slot
        : _unit == WindowUnit.Endless ? 4 + MaxCustom
        : _unit == WindowUnit.Weeks && _count == 1 ? 4
        : _unit != WindowUnit.Milliseconds ? 7
        : _count < 3_600_000 ? 5
        : 6;

    /// <summary>The ledger slot (0 to 3) of a standard window's name, or -1.</summary>
    public static int StandardSlot(string name) => name switch
    {
        "minute" => 0,
        "hour" => 1,
        "day" => 2,
        "month" => 3,
        _ => -1,
    };

    /// <inheritdoc />
    public override string ToString() => Name;

    private WindowSpan FixedSpan(long instant)
    {
        var start = instant - Mod(instant, _count);
        return new WindowSpan(start, start + _count);
    }

    private static long Mod(long value, long by) => ((value % by) + by) % by;

    private static Window? ParseDuration(string text)
    {
        var time = text.StartsWith("PT", StringComparison.Ordinal);
        if (text.Length < 3 || text[0] != 'P' || text.Length - 1 <= (time ? 2 : 1)
            || !int.TryParse(text.AsSpan(time ? 2 : 1, text.Length - (time ? 3 : 2)), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > 100_000)
        {
            return null;
        }

        const int MaxMilliseconds = 1_209_600_000; // fourteen days of hours; longer windows are named in days or months
        return (time, text[^1]) switch
        {
            (true, 'S') when count <= MaxMilliseconds / 1_000 => new Window(text, WindowUnit.Milliseconds, count * 1_000),
            (true, 'M') when count <= MaxMilliseconds / 60_000 => new Window(text, WindowUnit.Milliseconds, count * 60_000),
            (true, 'H') when count <= MaxMilliseconds / 3_600_000 => new Window(text, WindowUnit.Milliseconds, count * 3_600_000),
            (false, 'D') when count <= 3_660 => new Window(text, WindowUnit.Days, count),
            (false, 'W') when count <= 520 => new Window(text, WindowUnit.Weeks, count),
            (false, 'M') when count <= 120 => new Window(text, WindowUnit.Months, count),
            (false, 'Y') when count <= 10 => new Window(text, WindowUnit.Months, 12 * count),
            _ => null,
        };
    }
}
