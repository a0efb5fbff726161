using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.EntityFrameworkCore;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Proves, customer by customer, that what was admitted was recorded, summed, sent and billed.</summary>
internal sealed class YearProof
{
    private const long Hour = 3_600_000;
    private const string LostReason = "units can't be billed: they came after the last invoice, and no later period of the meter";
    private readonly YearWorld _world;
    private readonly List<BillingSegment> _segments;
    private readonly List<MeterEvent> _events;
    private BillingReport? _report;

    private YearProof(YearWorld world, List<BillingSegment> segments, List<MeterEvent> events) => (_world, _segments, _events) = (world, segments, events);

    /// <summary>Units that were sent, of all customers.</summary>
    public long Sent => _events.Where(e => e.State == MeterEventState.Sent).Sum(e => e.Units);

    /// <summary>Units that came after their invoice and count in a later period.</summary>
    public long Carried => _events.Where(e => e.State == MeterEventState.Sent && e.At >= _segments.Single(s => s.Id == e.SegmentId).PeriodEnd).Sum(e => e.Units);

    /// <summary>Units that came when their subscription had its last invoice, each of them in the report.</summary>
    public long Lost { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<YearProof> OfAsync(YearWorld world)
    {
        await using var context = await world.First.Get<IDbContextFactory<TollgateDbContext>>().CreateDbContextAsync(Token);
        return new YearProof(
            world, await context.BillingSegments.AsNoTracking().ToListAsync(Token), await context.MeterEvents.AsNoTracking().ToListAsync(Token));
    }

    public async Task ShouldHoldAsync()
    {
        var recorded = await RecordedAsync();
        _report = await _world.First.Get<ReportBilling>().RunAsync(new BillingReportQuery { From = YearWorld.Start, Limit = 10_000, IsVerified = true }, null, Token);
        foreach (var customer in _world.Customers)
        {
            var where = $"seed {_world.Options.Seed}, {customer.Subject} ({customer.Reference}):";
            recorded.GetValueOrDefault(customer.Subject).ShouldBe(customer.Units, $"{where} recorded, admitted");
            (await SummedAsync(customer)).ShouldBe(customer.Units, $"{where} summed, admitted");
            await ShouldBeBilledAsync(customer, where);
        }

        _events.Select(e => e.Identifier).ShouldBeUnique();
        ShouldBeExplained();
        await ShouldKnowFailuresAsync();
    }

    private async Task ShouldBeBilledAsync(YearCustomer customer, string where)
    {
        var own = _segments.Where(s => s.UserId == customer.Id).ToList();
        var events = _events.Where(e => e.UserId == customer.Id).ToList();
        events.ShouldAllBe(e => e.State == MeterEventState.Sent || e.State == MeterEventState.Canceled, where);
        var usage = UsageOf(customer, own);
        foreach (var segment in own)
        {
            var expected = Math.Max(0, usage[segment.Id] - segment.Included);
            var sent = events.Where(e => e.SegmentId == segment.Id && e.State == MeterEventState.Sent).Sum(e => e.Units);
            var lost = Math.Max(0, expected - sent);
            if (lost > 0 && LineOf(segment).Differences.Contains(LostText(lost)))
            {
                Lost += lost; // the report says so, and nobody could have billed it
                continue;
            }

            sent.ShouldBeInRange(
                expected, Math.Max(0, usage[segment.Id] - LeastIncluded(customer, segment)),
                $"{where} sent for {segment.PlanName} from {segment.PeriodStart:u} to {segment.PeriodEnd:u}, admitted {usage[segment.Id]} beyond {segment.Included}");
        }

        if (customer.Reference is { } reference)
        {
            var meter = 0L;
            for (var day = -1; day < _world.Options.Days + 40; day += 10) // Stripe sums a limited range
            {
                meter += await _world.First.Get<IPaymentProvider>().SumMeterAsync(YearAccount.Meter, reference, YearWorld.Start.AddDays(day), YearWorld.Start.AddDays(day + 10), Token);
            }

            meter.ShouldBe(events.Where(e => e.State == MeterEventState.Sent).Sum(e => e.Units), $"{where} on Stripe's meter, sent");
            ShouldBeInvoiced(reference, events, where);
        }
    }

    /// <summary>
    /// More seats include more from then on; what was billed before at fewer seats is taken back only within a day, and the report says so. Where the
    /// seats did not change within the period, this is just what the segment includes.
    /// </summary>
    private long LeastIncluded(YearCustomer customer, BillingSegment segment)
    {
        var plan = _world.Account.Plans[segment.PlanName];
        var (start, end) = (segment.PeriodStart.ToUnixTimeMilliseconds(), segment.PeriodEnd.ToUnixTimeMilliseconds());
        var seats = customer.Seats.Where(s => s.At > start && s.At < end).Select(s => s.Seats)
            .Concat(customer.Seats.Where(s => s.At <= start).TakeLast(1).Select(s => s.Seats)).DefaultIfEmpty(1);
        return plan.IsPerSeat ? Math.Min(segment.Included, plan.IncludedFor(seats.Min())!.Value) : segment.Included;
    }

    /// <summary>Each hour of a plan belongs to the period in which it ends; the last period of all keeps the hour across its end.</summary>
    private static Dictionary<long, long> UsageOf(YearCustomer customer, List<BillingSegment> segments)
    {
        var usage = segments.ToDictionary(s => s.Id, _ => 0L);
        foreach (var (at, plan, units, _) in customer.Admitted)
        {
            var end = (at / Hour * Hour) + Hour;
            var of = segments.Where(s => s.PlanName == plan).ToList();
            var holder = of.Where(s => Down(s.PeriodStart) < end && Down(s.PeriodEnd) >= end).OrderByDescending(s => s.PeriodStart).ThenByDescending(s => s.Id).FirstOrDefault()
                ?? of.Where(s => Down(s.PeriodEnd) == end - Hour && s.PeriodEnd.ToUnixTimeMilliseconds() > end - Hour).OrderByDescending(s => s.PeriodStart).ThenByDescending(s => s.Id).FirstOrDefault();
            if (holder is not null)
            {
                usage[holder.Id] += units;
            }
        }

        return usage;
    }

    private static long Down(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / Hour * Hour;

    /// <summary>What the invoices charge for is what was sent with a time in their periods.</summary>
    private void ShouldBeInvoiced(string reference, List<MeterEvent> events, string where)
    {
        var metered = _world.Account.Plans.Values.Select(p => p.Overage?.PriceReference).OfType<string>().ToHashSet();
        foreach (var invoice in _world.Account.Server.All("invoice").Where(i => i["customer"]!.ToString() == reference && i["status"]!.ToString() != "draft"))
        {
            foreach (var line in invoice["lines"]!["data"]!.AsArray().Where(l => metered.Contains(l!["pricing"]?["price_details"]?["price"]?.ToString() ?? "")))
            {
                var (start, end) = (line!["period"]!["start"]!.GetValue<long>(), line["period"]!["end"]!.GetValue<long>());
                var sent = events.Where(e => e.State == MeterEventState.Sent && e.At.ToUnixTimeSeconds() >= start && e.At.ToUnixTimeSeconds() < end).Sum(e => e.Units);
                line["quantity"]!.GetValue<long>().ShouldBe(sent, $"{where} on invoice {YearAccount.IdOf(invoice)} from {DateTimeOffset.FromUnixTimeSeconds(start):u} to {DateTimeOffset.FromUnixTimeSeconds(end):u}, sent");
            }
        }
    }

    /// <summary>The report has no problem but usage that came after the last invoice of all.</summary>
    private void ShouldBeExplained() => _report!.Lines
        .Where(l => l.IsProblem && !l.Differences.Any(d => d.Contains(LostReason, StringComparison.Ordinal)))
        .Select(l => $"{l.Subject} {l.Plan} {l.From:u}: {string.Join(' ', l.Differences)}").ShouldBeEmpty($"seed {_world.Options.Seed}");

    private BillingReportLine LineOf(BillingSegment segment) => _report!.Lines.Single(
        l => l.Subscription == segment.SubscriptionReference && l.Plan == segment.PlanName && l.From == segment.PeriodStart && l.Until == segment.PeriodEnd);

    private static string LostText(long units) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{units:N0} {LostReason} {YearAccount.Meter} runs.");

    /// <summary>
    /// The attempts that Stripe told to have failed are known, each once, and no others: not the counts that go on after a hard decline, without a charge.
    /// </summary>
    private async Task ShouldKnowFailuresAsync()
    {
        await using var context = await _world.First.Get<IDbContextFactory<TollgateDbContext>>().CreateDbContextAsync(Token);
        var known = (await context.PaymentFailures.AsNoTracking().ToListAsync(Token)).Select(f => (Invoice: f.InvoiceReference, Attempt: (long)f.Attempt)).ToList();
        var told = _world.Account.Server.All("event").Where(e => e["type"]!.ToString() == "invoice.payment_failed").Select(e => e["data"]!["object"]!)
            .Select(i => (Invoice: YearAccount.IdOf(i), Attempt: i["attempt_count"]!.GetValue<long>())).Distinct().ToList();
        known.ShouldBeUnique();
        told.Except(known).ShouldBeEmpty($"seed {_world.Options.Seed}: failed attempts that are not known");
        known.Except(told).ShouldBeEmpty($"seed {_world.Options.Seed}: failures of attempts that Stripe never made");
    }

    private async Task<Dictionary<string, long>> RecordedAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_world.Database}");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "select subject, sum(charged) from api_usage group by subject";
        await using var reader = await command.ExecuteReaderAsync(Token);
        var recorded = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(Token))
        {
            recorded.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return recorded;
    }

    private async Task<long> SummedAsync(YearCustomer customer)
    {
        var from = YearWorld.Start.AddDays(-1).ToUnixTimeMilliseconds();
        var selection = new UsageSelection(SummaryGrain.Hour, from / (24 * Hour) * 24 * Hour, (from / (24 * Hour) * 24 * Hour) + ((_world.Options.Days + 60) * 24 * Hour)) { Subject = customer.Subject };
        var sum = 0L;
        await foreach (var summary in _world.First.Get<IUsageSummaryStore>().ReadAsync(selection, Token))
        {
            sum += summary.Measures.Charged;
        }

        return sum;
    }
}
