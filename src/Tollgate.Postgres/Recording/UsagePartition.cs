using System.Globalization;

namespace Tollgate.Postgres.Recording;

/// <summary>A table that is or was the partition of one UTC day.</summary>
internal sealed record UsagePartition(string Name, bool IsAttached, bool IsDetachPending, long Rows, long Bytes)
{
    private const string Prefix = "api_usage_";
    private const string Format = "yyyyMMdd";

    /// <summary>The day.</summary>
    public DateOnly Day => DateOnly.ParseExact(Name[Prefix.Length..], Format, CultureInfo.InvariantCulture);

    /// <summary>The name of a day's partition.</summary>
    public static string NameOf(DateOnly day) => Prefix + day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The UTC day of an instant in Unix milliseconds.</summary>
    public static DateOnly DayOf(long at) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime);

    /// <summary>The first instant of a UTC day in Unix milliseconds.</summary>
    public static long StartOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
