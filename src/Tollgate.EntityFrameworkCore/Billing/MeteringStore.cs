using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Segments and the outbox in <c>billing_segments</c> and <c>meter_events</c>.</summary>
internal sealed class MeteringStore(
    IDbContextFactory<TollgateDbContext> contexts, MeteringReader reader, SegmentWriter segments, StatementDialect dialect, TimeProvider time) : IMeteringStore
{
    private const int PageSize = 200;
    private const int Attempts = 4;
    private const int EventsAtOnce = 200;

    private static readonly MeterEventState[] Due = [MeterEventState.Pending, MeterEventState.Unknown, MeterEventState.Canceling, MeterEventState.Waiving];

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await dialect.NowAsync(session, time, cancellationToken);
    }

    public async Task<DateTimeOffset?> FindOldestPeriodAsync(CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        var (lookBack, horizon) = (now - MeteringLimits.LookBack, now - MeteringLimits.Horizon); // what nobody settles can't be billed any more some day
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.BillingSegments.Where(s => s.PeriodEnd > horizon && (!s.IsClosed || s.PeriodEnd > lookBack)).MinAsync(s => (DateTimeOffset?)s.PeriodStart, cancellationToken);
    }

    public async Task<int> EnsureSegmentsAsync(CancellationToken cancellationToken)
    {
        var plans = new Dictionary<string, Plan>(StringComparer.Ordinal);
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var current =
                from plan in context.Plans
                from stored in context.PlanVersions.Where(v => v.PlanName == plan.Name && v.Version == plan.Version)
                select stored.Definition;
            foreach (var definition in await current.ToListAsync(cancellationToken))
            {
                var plan = PlanJson.Read(definition);
                if (plan.Overage is not null)
                {
                    plans.Add(plan.Name, plan);
                }
            }
        }

        var (added, after) = (0, 0L);
        while (plans.Count > 0 && await EnsureSomeAsync(plans, after, cancellationToken) is var (last, some) && some > 0)
        {
            (added, after) = (added + some, last);
        }

        return added;
    }

    public async Task<MeteringPage> ReadAsync(MeteringScan scan, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await NowAsync(cancellationToken);
        return new MeteringPage(now, await reader.ReadAsync(context, scan, now, cancellationToken));
    }

    public async Task<IReadOnlyList<MeterStep>> DecideAsync(
        MeteringScan scan, Func<MeteredCustomer, DateTimeOffset, IReadOnlyList<MeterStep>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryDecideAsync(scan, decide, cancellationToken);
            }
            catch (Exception error) when (attempt < Attempts && error is DbException { IsTransient: true } or DbUpdateException)
            {
                // Met another transaction; what it did is read anew.
            }
        }
    }

    public async Task<bool> TryClaimAsync(string work, string holder, TimeSpan span, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.BillingClaims.Where(c => c.WorkKey == work && (c.Until <= now || c.Node == holder)).ExecuteUpdateAsync(
            c => c.SetProperty(r => r.Node, holder).SetProperty(r => r.Until, now + span), cancellationToken) > 0)
        {
            return true;
        }

        if (await context.BillingClaims.AnyAsync(c => c.WorkKey == work, cancellationToken))
        {
            return false;
        }

        try
        {
            context.BillingClaims.Add(new BillingClaim { WorkKey = work, Node = holder, Until = now + span });
            return await context.SaveChangesAsync(cancellationToken) > 0;
        }
        catch (DbUpdateException)
        {
            return false; // somebody else was first
        }
    }

    public async Task ReleaseAsync(string work, string holder, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.BillingClaims.Where(c => c.WorkKey == work && c.Node == holder).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<(string Customer, string Meter)>> FindDueAsync(long? userId, int most, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await context.MeterEvents
            .Where(e => Due.Contains(e.State) && e.NextAttemptAt <= now && (userId == null || e.UserId == userId))
            .GroupBy(e => new { e.CustomerReference, e.Meter })
            .Select(g => new { g.Key.CustomerReference, g.Key.Meter, Since = g.Min(e => e.NextAttemptAt) })
            .OrderBy(g => g.Since).Take(most).ToListAsync(cancellationToken);
        return [.. groups.Select(g => (g.CustomerReference, g.Meter))];
    }

    public async Task<IReadOnlyList<MeterEvent>> ListDueAsync(string customer, string meter, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.MeterEvents.AsNoTracking()
            .Where(e => e.CustomerReference == customer && e.Meter == meter && Due.Contains(e.State) && e.NextAttemptAt <= now)
            .OrderBy(e => e.At).ThenBy(e => e.Identifier).Take(EventsAtOnce).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<BillingSegment>> ListSegmentsAsync(long userId, CancellationToken cancellationToken)
    {
        var oldest = await NowAsync(cancellationToken) - MeteringLimits.Horizon;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.BillingSegments.AsNoTracking().Where(s => s.UserId == userId && s.PeriodEnd > oldest).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<MeterEvent>> ListBetweenAsync(
        string customer, string meter, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.MeterEvents.AsNoTracking()
            .Where(e => e.CustomerReference == customer && e.Meter == meter && e.At >= from && e.At < until).ToListAsync(cancellationToken);
    }

    public async Task<MeterEvent?> BeginAsync(
        MeterEvent meterEvent, string holder, DateTimeOffset? nextAttemptAt, string? error, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var next = nextAttemptAt ?? meterEvent.NextAttemptAt;
        var first = meterEvent.FirstAttemptAt ?? now;
        return await Unchanged(context, meterEvent).ExecuteUpdateAsync(
            e => e.SetProperty(r => r.Attempts, r => r.Attempts + 1).SetProperty(r => r.FirstAttemptAt, first).SetProperty(r => r.NextAttemptAt, next)
                .SetProperty(r => r.Node, holder).SetProperty(r => r.Error, error), cancellationToken) == 0
            ? null
            : await context.MeterEvents.AsNoTracking().SingleAsync(e => e.Identifier == meterEvent.Identifier, cancellationToken);
    }

    public async Task<bool> EndAsync(MeterEvent meterEvent, MeterOutcome outcome, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var next = outcome.NextAttemptAt ?? meterEvent.NextAttemptAt;
        var sent = outcome.SentAt ?? meterEvent.SentAt;
        return await Unchanged(context, meterEvent).ExecuteUpdateAsync(
            e => e.SetProperty(r => r.State, outcome.State).SetProperty(r => r.NextAttemptAt, next).SetProperty(r => r.Error, outcome.Error)
                .SetProperty(r => r.SentAt, sent), cancellationToken) == 1;
    }

    public async Task<MeterEvent?> FindAsync(string identifier, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.MeterEvents.AsNoTracking().SingleOrDefaultAsync(e => e.Identifier == identifier, cancellationToken);
    }

    public async Task<IReadOnlyList<MeterEvent>> ListAsync(MeterEventQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.MeterEvents.AsNoTracking()
            .Where(e => (query.State == null || e.State == query.State) && (query.UserId == null || e.UserId == query.UserId) && (!query.HasError || e.Error != null))
            .OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Identifier).Take(query.Take).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SentSpan>> FindSentAsync(DateTimeOffset since, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var spans = await context.MeterEvents
            .Where(e => e.SentAt >= since && e.SentAt < until && e.State == MeterEventState.Sent)
            .GroupBy(e => new { e.CustomerReference, e.Meter })
            .Select(g => new { g.Key.CustomerReference, g.Key.Meter, From = g.Min(e => e.At), Until = g.Max(e => e.At), Sent = g.Max(e => e.SentAt) })
            .OrderByDescending(g => g.Sent).Take(most).ToListAsync(cancellationToken);
        return [.. spans.Select(s => new SentSpan(s.CustomerReference, s.Meter, s.From, s.Until))];
    }

    public async Task<long?> ReadRecordedAsync(long userId, string plan, IReadOnlyList<HourRange> hours, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        var sum = 0L;
        foreach (var range in hours)
        {
            if (await session.NumberAsync(
                MeteringStatements.Recorded, cancellationToken,
                ("@subject", User.SubjectOf(userId)), ("@plan", plan), ("@from", range.From), ("@until", range.Until)) is not { } units)
            {
                return null;
            }

            sum = checked(sum + units);
        }

        return sum;
    }

    public async Task<MeteringFigures> ReadFiguresAsync(CancellationToken cancellationToken)
    {
        var recent = await NowAsync(cancellationToken) - MeteringLimits.LookBack;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.MeterEvents
            .Where(e => e.CreatedAt > recent || Due.Contains(e.State) || e.State == MeterEventState.Failed)
            .GroupBy(e => e.State).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var waiting = context.MeterEvents.Where(e => Due.Contains(e.State));
        return new MeteringFigures(
            counts,
            await waiting.MinAsync(e => (DateTimeOffset?)e.CreatedAt, cancellationToken),
            await waiting.SumAsync(e => e.Units, cancellationToken));
    }

    private async Task<IReadOnlyList<MeterStep>> TryDecideAsync(
        MeteringScan scan, Func<MeteredCustomer, DateTimeOffset, IReadOnlyList<MeterStep>> decide, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Takes the rows' locks: whoever works out the same user at the same time comes after, and reads what was decided here.
        await context.BillingSegments.Where(s => s.UserId == scan.UserId && !s.IsClosed)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.IsClosed, r => r.IsClosed), cancellationToken);
        var done = new List<MeterStep>();
        foreach (var customer in await reader.ReadAsync(context, scan, now, cancellationToken))
        {
            foreach (var step in decide(customer, now))
            {
                if (await TryDoAsync(context, step, cancellationToken))
                {
                    done.Add(step);
                }
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return done;
    }

    private static async Task<bool> TryDoAsync(TollgateDbContext context, MeterStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case MeterStep.Add add:
                context.MeterEvents.Add(add.Event);
                return await context.SaveChangesAsync(cancellationToken) > 0;
            case MeterStep.Drop drop:
                return await Unchanged(context, drop.Event).ExecuteUpdateAsync(
                    e => e.SetProperty(r => r.State, MeterEventState.Canceled).SetProperty(r => r.Error, drop.Reason), cancellationToken) > 0;
            case MeterStep.TakeBack back:
                return await Unchanged(context, back.Event).ExecuteUpdateAsync(e => e.SetProperty(r => r.State, MeterEventState.Canceling), cancellationToken) > 0;
            case MeterStep.SetClosed closed:
                return await context.BillingSegments.Where(s => s.Id == closed.Segment.Id)
                    .ExecuteUpdateAsync(s => s.SetProperty(r => r.IsClosed, closed.IsClosed), cancellationToken) > 0;
            default:
                throw new ArgumentException($"A {step.GetType().Name} is no step.", nameof(step));
        }
    }

    private static IQueryable<MeterEvent> Unchanged(TollgateDbContext context, MeterEvent read) =>
        context.MeterEvents.Where(e => e.Identifier == read.Identifier && e.State == read.State && e.Attempts == read.Attempts);

    private async Task<(long Last, int Some)> EnsureSomeAsync(Dictionary<string, Plan> plans, long after, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        var names = plans.Keys.ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var missing = await context.Subscriptions
            .Where(s => s.Id > after && s.Reference != null && s.EndedAt == null && s.CurrentPeriodEnd > now && names.Contains(s.PlanName)
                && (s.Status == SubscriptionStatus.Active || s.Status == SubscriptionStatus.PastDue || s.Status == SubscriptionStatus.Unpaid)
                && !context.BillingSegments.Any(b => b.SubscriptionReference == s.Reference && b.PlanName == s.PlanName && b.PeriodStart <= now && b.PeriodEnd > now))
            .OrderBy(s => s.Id).Take(PageSize).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var subscription in missing)
        {
            await segments.ApplyAsync(context, subscription, plans[subscription.PlanName], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (missing.Count == 0 ? after : missing[^1].Id, missing.Count);
    }
}
