namespace Tollgate.Recording;

/// <summary>Hours of the clock in UTC, by their first instant in Unix milliseconds.</summary>
internal static class Hours
{
    /// <summary>Milliseconds of an hour.</summary>
    public const long Length = 3_600_000;

    /// <summary>The start of the hour of an instant.</summary>
    public static long Of(long at) => at - (((at % Length) + Length) % Length);
}
