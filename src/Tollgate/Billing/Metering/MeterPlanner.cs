using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Billing.Metering;

/// <summary>Works out which events bring the outbox in line with usage. Pure: the same facts give the same steps, with the same identifiers.</summary>
/// <remarks>
/// <list type="number">
/// <item>A segment is to be billed for what was used beyond what is included; what its events cover already is taken off. One event adds the rest.</item>
/// <item>Every event of a customer and meter has a minute of its own, so that the provider's total of that minute tells whether the event arrived.</item>
/// <item>While the provider takes usage for the segment's invoice, the event lies in the newest hour that is over. Later it is carried: it lies in
/// the running period of the same meter, and stays an event of the old segment.</item>
/// <item>Less usage or more included units than were billed: what was not sent is dropped, what was sent within a day is taken back, one event
/// at a time; the rest stays as a difference that later usage makes up for.</item>
/// </list>
/// </remarks>
internal static class MeterPlanner
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The steps for one customer.</summary>
    /// <param name="customer">What is known.</param>
    /// <param name="looksBack">Whether closed segments are looked at, too; then their usage must have been asked for.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">The settings.</param>
    public static IReadOnlyList<MeterStep> Plan(MeteredCustomer customer, bool looksBack, DateTimeOffset now, MeteringOptions options)
    {
        var steps = new List<MeterStep>();
        var minutes = customer.Segments.SelectMany(s => s.Events).Select(e => (e.Meter, Minute: Floor(e.At))).ToHashSet();
        foreach (var segment in customer.Segments.Where(s => !s.Segment.IsClosed || (looksBack && s.Segment.PeriodEnd > now - MeteringLimits.LookBack)))
        {
            if (segment.Target > segment.Covered)
            {
                if (TryAdd(customer, segment, minutes, now, options) is { } added)
                {
                    minutes.Add((added.Meter, Floor(added.At)));
                    steps.Add(new MeterStep.Add(added));
                    SetClosed(steps, segment, false);
                    continue;
                }
            }
            else if (segment is { HasUnsummed: false } && segment.Billed > Math.Max(0, segment.Most - segment.Waived) && TryLower(segment, now) is { } lowered)
            {
                steps.Add(lowered);
                SetClosed(steps, segment, false);
                continue;
            }

            SetClosed(steps, segment, IsOver(segment, now, options));
        }

        return steps;
    }

    /// <summary>Until when attempts may begin for events that count in a segment's period.</summary>
    public static DateTimeOffset LastSend(BillingSegment segment, MeteringOptions options) =>
        segment.PeriodEnd + (options.Grace > MeteringLimits.Margin ? options.Grace - MeteringLimits.Margin : TimeSpan.Zero);

    /// <summary>Until when attempts of an event may begin; later it would miss the invoice.</summary>
    public static DateTimeOffset LastSend(MeterEvent meterEvent, IEnumerable<BillingSegment> segments, MeteringOptions options) =>
        segments.Where(s => s.Meter == meterEvent.Meter && s.PeriodStart <= meterEvent.At && meterEvent.At < s.PeriodEnd)
            .Select(s => LastSend(s, options))
            .DefaultIfEmpty(meterEvent.At + MeteringLimits.Past)
            .Max();

    /// <summary>The time at which an event of the segment would count now; null when no invoice is to come that it could be on.</summary>
    public static DateTimeOffset? TimeOf(
        MeteredCustomer customer, MeteredSegment segment, IReadOnlySet<(string Meter, DateTimeOffset Minute)> minutes, DateTimeOffset now, MeteringOptions options)
    {
        if (now < LastSend(segment.Segment, options))
        {
            var closed = DateTimeOffset.FromUnixTimeMilliseconds(HourRange.Down((now - options.Lateness).ToUnixTimeMilliseconds()));
            return Free(segment.Segment, closed > segment.Segment.PeriodStart ? closed : now, minutes, now);
        }

        var running = customer.Segments.Select(s => s.Segment)
            .Where(s => s.Meter == segment.Segment.Meter && s.PeriodStart <= now && s.PeriodEnd > segment.Segment.PeriodEnd && now < LastSend(s, options))
            .MaxBy(s => s.PeriodEnd);
        return running is null ? null : Free(running, now, minutes, now);
    }

    /// <summary>The minute of an instant.</summary>
    public static DateTimeOffset Floor(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static MeterEvent? TryAdd(
        MeteredCustomer customer, MeteredSegment segment, HashSet<(string Meter, DateTimeOffset Minute)> minutes, DateTimeOffset now, MeteringOptions options)
    {
        if (customer.Reference is not { } reference
            || segment.Events.Any(e => e.State == MeterEventState.Canceling)
            || TimeOf(customer, segment, minutes, now, options) is not { } at)
        {
            return null;
        }

        return new MeterEvent
        {
            Identifier = IdentifierOf(reference, segment.Segment.Id, segment.Events.Count + 1),
            UserId = customer.UserId,
            SegmentId = segment.Segment.Id,
            CustomerReference = reference,
            Meter = segment.Segment.Meter,
            Units = segment.Target - segment.Covered,
            At = at,
            CreatedAt = now,
            NextAttemptAt = now,
        };
    }

    /// <summary>The newest event that can still be undone; null when there is none.</summary>
    private static MeterStep? TryLower(MeteredSegment segment, DateTimeOffset now)
    {
        if (segment.Events.Any(e => e.State is MeterEventState.Canceling or MeterEventState.Waiving || e is { State: MeterEventState.Pending, Attempts: > 0 }))
        {
            return null; // what is under way ends first
        }

        foreach (var candidate in segment.Events.Reverse())
        {
            if (candidate is { State: MeterEventState.Pending, Attempts: 0 })
            {
                return new MeterStep.Drop(candidate, "Less is to be billed than when it was worked out; it was not sent.");
            }

            // With an error it was tried before, and the provider would not.
            if (candidate is { State: MeterEventState.Sent, Error: null, FirstAttemptAt: { } first } && first > now - MeteringLimits.TakeBack)
            {
                return new MeterStep.TakeBack(candidate);
            }
        }

        return null;
    }

    /// <summary>Whether a segment needs no further look every few minutes; late usage opens it again.</summary>
    private static bool IsOver(MeteredSegment segment, DateTimeOffset now, MeteringOptions options)
    {
        var end = segment.Segment.PeriodEnd + options.Grace + options.Lateness + TimeSpan.FromHours(1);
        return now >= end && !segment.HasUnsummed && segment.IsSettled
            && (segment.Target <= segment.Covered || now >= segment.Segment.PeriodEnd + MeteringLimits.LookBack);
    }

    private static void SetClosed(List<MeterStep> steps, MeteredSegment segment, bool isClosed)
    {
        if (segment.Segment.IsClosed != isClosed)
        {
            steps.Add(new MeterStep.SetClosed(segment.Segment, isClosed));
        }
    }

    /// <summary>The last free minute before an instant and inside a period; a minute that a period begins in counts from there.</summary>
    private static DateTimeOffset? Free(BillingSegment segment, DateTimeOffset before, IReadOnlySet<(string Meter, DateTimeOffset Minute)> minutes, DateTimeOffset now)
    {
        var earliest = segment.PeriodStart > now - MeteringLimits.Past ? segment.PeriodStart : now - MeteringLimits.Past;
        var latest = (before < segment.PeriodEnd ? before : segment.PeriodEnd) - TimeSpan.FromSeconds(1);
        for (var minute = Floor(latest); minute + Minute > earliest; minute -= Minute)
        {
            var at = minute > earliest ? minute : earliest;
            if (at <= latest && !minutes.Contains((segment.Meter, minute)))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>The customer is in it, because two installations with one account at the provider both have a first segment.</summary>
    private static string IdentifierOf(string customer, long segmentId, int number)
    {
        var rest = string.Create(CultureInfo.InvariantCulture, $"_{segmentId}_{number}");
        var whole = $"tg_{customer}{rest}";
        return whole.Length <= MeteringLimits.IdentifierLength
            ? whole
            : $"tg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(customer)).AsSpan(0, 16))}{rest}";
    }
}
