using Tollgate.Aggregating;

namespace Tollgate.Billing.Metering;

/// <summary>Whole hours from one instant up to another, in Unix milliseconds.</summary>
/// <param name="From">First instant.</param>
/// <param name="Until">First instant that does not belong to it.</param>
internal readonly record struct HourRange(long From, long Until)
{
    /// <summary>Whether there is no hour in it.</summary>
    public bool IsEmpty => From >= Until;

    /// <summary>The hours that lie in both.</summary>
    public HourRange Within(long until) => new(From, Math.Min(Until, until));

    /// <summary>What is left of ranges without the hours of this one.</summary>
    public IEnumerable<HourRange> Remove(IEnumerable<HourRange> ranges)
    {
        var removed = this;
        return ranges
            .SelectMany(r => new[] { new HourRange(r.From, Math.Min(r.Until, removed.From)), new HourRange(Math.Max(r.From, removed.Until), r.Until) })
            .Where(r => !r.IsEmpty);
    }

    /// <summary>The start of the hour of an instant.</summary>
    public static long Down(long at) => at - (((at % Calendar.Hour) + Calendar.Hour) % Calendar.Hour);

    /// <summary>The start of the hour at or after an instant.</summary>
    public static long Up(long at) => Down(at + Calendar.Hour - 1);
}
