using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Reads customers with their segments, events and usage, some hundreds at a time.</summary>
internal sealed class MeteringReader(IOptions<MeteringOptions> options)
{
    private const int RangesAtOnce = 250;
    private const long Day = 86_400_000;

    /// <summary>The next customers of a scan, as they are at a time.</summary>
    public async Task<IReadOnlyList<MeteredCustomer>> ReadAsync(
        TollgateDbContext context, MeteringScan scan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var users = scan.UserId is { } only
            ? scan.After < only ? [only] : []
            : await Wanted(context, scan, now).Select(s => s.UserId).Distinct().Order().Take(scan.Take).ToListAsync(cancellationToken);
        if (users.Count == 0)
        {
            return [];
        }

        var oldest = (scan.EndAfter is { } end && end < now ? end : now) - MeteringLimits.Horizon;
        var segments = await context.BillingSegments.AsNoTracking()
            .Where(s => users.Contains(s.UserId) && (!s.IsClosed || s.PeriodEnd > oldest)).OrderBy(s => s.PeriodStart).ThenBy(s => s.Id).ToListAsync(cancellationToken);
        var ids = segments.Select(s => s.Id).ToList();
        var events = (await context.MeterEvents.AsNoTracking().Where(e => ids.Contains(e.SegmentId)).ToListAsync(cancellationToken))
            .OrderBy(e => e.CreatedAt).ThenBy(e => e.Identifier.Length).ThenBy(e => e.Identifier, StringComparer.Ordinal).ToLookup(e => e.SegmentId);
        var subscriptions = (await context.Subscriptions.AsNoTracking().Where(s => users.Contains(s.UserId) && s.Reference != null).ToListAsync(cancellationToken))
            .ToLookup(s => s.UserId);
        var customers = await context.BillingCustomers.AsNoTracking().Where(c => users.Contains(c.UserId)).ToDictionaryAsync(c => c.UserId, cancellationToken);
        var usage = await ReadUsageAsync(context, RangesOf(scan, segments, events, subscriptions, now), cancellationToken);
        return
        [
            .. segments.GroupBy(s => s.UserId).OrderBy(g => g.Key).Select(g => CustomerOf(g, customers.GetValueOrDefault(g.Key), events, usage)),
        ];
    }

    /// <summary>The hours that each segment has, and how far they can be billed by a time.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<HourRange>> HoursOf(
        IReadOnlyCollection<BillingSegment> segments, IReadOnlyCollection<Subscription> subscriptions, bool includesRunning, DateTimeOffset now)
    {
        var over = now - options.Value.Lateness;
        var until = includesRunning ? HourRange.Up(now.ToUnixTimeMilliseconds()) : HourRange.Down(over.ToUnixTimeMilliseconds());
        var hours = SegmentHours.Of(segments, subscriptions, now);
        return segments.ToDictionary(
            s => s.Id,
            s => (IReadOnlyList<HourRange>)[.. hours[s.Id].Select(r => r.Until > s.PeriodEnd.ToUnixTimeMilliseconds() && s.PeriodEnd <= over ? r : r.Within(until)).Where(r => !r.IsEmpty)]);
    }

    private static IQueryable<BillingSegment> Wanted(TollgateDbContext context, MeteringScan scan, DateTimeOffset now)
    {
        var segments = context.BillingSegments.Where(s => s.UserId > scan.After);
        if (scan.EndAfter is { } end)
        {
            segments = segments.Where(s => s.PeriodEnd > end);
            return scan.StartBefore is { } start ? segments.Where(s => s.PeriodStart < start) : segments;
        }

        var lookBack = now - MeteringLimits.LookBack;
        return scan.LooksBack ? segments.Where(s => !s.IsClosed || s.PeriodEnd > lookBack) : segments.Where(s => !s.IsClosed);
    }

    private static MeteredCustomer CustomerOf(
        IGrouping<long, BillingSegment> own,
        BillingCustomer? customer,
        ILookup<long, MeterEvent> events,
        Dictionary<long, SegmentUsage> usage) => new(
            own.Key,
            customer is { IsDeleted: false } ? customer.Reference : null,
            customer?.IsLive ?? false,
            [.. own.Select(s => SegmentOf(s, usage.GetValueOrDefault(s.Id) ?? SegmentUsage.None, [.. events[s.Id]]))]);

    private static MeteredSegment SegmentOf(BillingSegment segment, SegmentUsage usage, IReadOnlyList<MeterEvent> events) =>
        new(segment, usage.Units, usage.HasUnsummed, events) { Hours = usage.Hours, Running = usage.Running };

    /// <summary>What to ask for: the hours that are over and, where events may cover more than those, the ones after them.</summary>
    private List<UsageRange> RangesOf(
        MeteringScan scan, List<BillingSegment> segments, ILookup<long, MeterEvent> events, ILookup<long, Subscription> subscriptions, DateTimeOffset now)
    {
        var ranges = new List<UsageRange>();
        foreach (var own in segments.GroupBy(s => s.UserId))
        {
            var over = HoursOf([.. own], [.. subscriptions[own.Key]], scan.IncludesRunningHour, now);
            var all = HoursOf([.. own], [.. subscriptions[own.Key]], includesRunning: true, now);
            foreach (var segment in own.Where(s => !s.IsClosed || scan.LooksBack || scan.EndAfter is not null))
            {
                ranges.AddRange(over[segment.Id].Select(r => new UsageRange(segment, r, IsRunning: false)));
                var running = over[segment.Id].Aggregate((IEnumerable<HourRange>)all[segment.Id], (left, range) => range.Remove(left).ToList());
                ranges.AddRange(running.Where(r => events[segment.Id].Any(e => e.CreatedAt.ToUnixTimeMilliseconds() >= r.From)).Select(r => new UsageRange(segment, r, IsRunning: true)));
            }
        }

        return ranges;
    }

    private static async Task<Dictionary<long, SegmentUsage>> ReadUsageAsync(TollgateDbContext context, List<UsageRange> ranges, CancellationToken cancellationToken)
    {
        var usage = new Dictionary<long, SegmentUsage>();
        await using var session = await StatementSession.OnAsync(context, cancellationToken);
        foreach (var some in ranges.Chunk(RangesAtOnce))
        {
            var asked = string.Join(", ", Enumerable.Range(0, some.Length).Select(i => MeteringStatements.Asked.Replace("{0}", $"{i}", StringComparison.Ordinal)));
            var rows = await session.ReadAsync(
                MeteringStatements.Usage.Replace("{0}", asked, StringComparison.Ordinal),
                row => (Number: row.GetInt32(0), Units: row.GetInt64(1), HasUnsummed: row.GetInt32(2) == 1),
                cancellationToken,
                [.. some.SelectMany((r, i) => Parameters(r.Segment, r.Range, i))]);
            foreach (var row in rows)
            {
                var (segment, range, isRunning) = some[row.Number];
                var known = usage.GetValueOrDefault(segment.Id) ?? SegmentUsage.None;
                usage[segment.Id] = isRunning
                    ? known with { Running = checked(known.Running + row.Units) }
                    : known with { Units = checked(known.Units + row.Units), HasUnsummed = known.HasUnsummed || row.HasUnsummed, Hours = [.. known.Hours, range] };
            }
        }

        return usage;
    }

    private static IEnumerable<(string Name, object? Value)> Parameters(BillingSegment segment, HourRange range, int i)
    {
        var (day0, day1) = ((range.From + Day - 1) / Day * Day, range.Until / Day * Day);
        if (day0 >= day1)
        {
            day0 = day1 = range.From; // no whole day in it
        }

        yield return ($"@subject_{i}", User.SubjectOf(segment.UserId));
        yield return ($"@plan_{i}", segment.PlanName);
        yield return ($"@hour_0_{i}", range.From);
        yield return ($"@day_0_{i}", day0);
        yield return ($"@day_1_{i}", day1);
        yield return ($"@hour_1_{i}", range.Until);
    }

    private sealed record SegmentUsage(long Units, bool HasUnsummed, IReadOnlyList<HourRange> Hours, long Running)
    {
        public static SegmentUsage None { get; } = new(0, false, [], 0);
    }

    private sealed record UsageRange(BillingSegment Segment, HourRange Range, bool IsRunning);
}
