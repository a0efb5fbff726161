using System.Globalization;

namespace Tollgate.Billing.Metering;

/// <summary>Says in words what of a segment is not simply used, sent and billed.</summary>
internal static class SegmentState
{
    /// <summary>Units that no event covers and that none will: no invoice is to come, or there is nobody to bill.</summary>
    public static long UnbillableOf(MeteredCustomer customer, MeteredSegment segment, DateTimeOffset now, MeteringOptions options) =>
        segment.Target <= segment.Covered || (customer.Reference is not null && MeterPlanner.TimeOf(customer, segment, EmptySet, now, options) is not null)
            ? 0
            : segment.Target - segment.Covered;

    /// <summary>Units that are billed beyond what was used, and that can't be taken back any more.</summary>
    public static long OverbilledOf(MeteredSegment segment) => segment.HasUnsummed ? 0 : Math.Max(0, segment.Billed - Math.Max(0, segment.Most - segment.Waived));

    /// <summary>Units of hours that are not over which a flush has worked out.</summary>
    private static long EarlyOf(MeteredSegment segment) => Math.Max(0, Math.Min(segment.Covered, segment.Most) - segment.Target);

    /// <summary>Everything that is worth a sentence, and whether a person has to do something about it.</summary>
    public static IEnumerable<(string Text, bool IsProblem)> Explain(MeteredCustomer customer, MeteredSegment segment, DateTimeOffset now, MeteringOptions options)
    {
        if (segment.HasUnsummed)
        {
            yield return ("Hours that are over have usage that is not summed yet; it is billed when it is.", false);
        }

        if (customer.Reference is null && segment.Target > segment.Covered)
        {
            yield return (Text($"{segment.Target - segment.Covered:N0} units can't be billed: the provider has no customer of this user in this mode."), true);
        }
        else if (UnbillableOf(customer, segment, now, options) is > 0 and var lost)
        {
            yield return (Text($"{lost:N0} units can't be billed: they came after the last invoice, and no later period of the meter {segment.Segment.Meter} runs."), true);
        }
        else if (segment.Target > segment.Covered)
        {
            yield return (Text($"{segment.Target - segment.Covered:N0} units are not worked out yet; the next run does."), false);
        }

        if (OverbilledOf(segment) is > 0 and var over)
        {
            yield return (Text($"{over:N0} units are billed beyond usage, because more is included now than when they were sent; usage to come makes up for it."), false);
        }

        if (EarlyOf(segment) is > 0 and var early)
        {
            yield return (Text($"{early:N0} units of hours that are not over are worked out already."), false);
        }

        foreach (var (state, text, isProblem) in States)
        {
            var units = segment.Events.Where(e => e.State == state).Sum(e => e.Units);
            if (units > 0)
            {
                yield return (Text($"{units:N0} units {text}"), isProblem);
            }
        }

        if (segment.Carried > 0)
        {
            yield return (Text($"{segment.Carried:N0} units came after the invoice and count in a later period."), false);
        }

        foreach (var marked in segment.Events.Where(e => e is { State: MeterEventState.Sent, Error: not null }))
        {
            yield return ($"{marked.Identifier}: {marked.Error}", true);
        }
    }

    private static readonly IReadOnlySet<(string Meter, DateTimeOffset Minute)> EmptySet = new HashSet<(string Meter, DateTimeOffset Minute)>();

    private static readonly (MeterEventState State, string Text, bool IsProblem)[] States =
    [
        (MeterEventState.Pending, "wait to be sent.", false),
        (MeterEventState.Unknown, "have an unknown fate; the provider's totals decide.", false),
        (MeterEventState.Failed, "were refused for good; `tollgate billing events --state failed` says why.", true),
        (MeterEventState.Canceling, "are being taken back, because less is to be billed.", false),
        (MeterEventState.Waiving, "are being taken back, because a person wants that.", false),
        (MeterEventState.Waived, "are not billed, because a person wanted that.", false),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
