using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.Watching;

namespace Tollgate.Administering;

/// <summary>Proves, per customer and period, that what was admitted is recorded, summed, sent and billed, and explains every difference.</summary>
public sealed class ReportBilling
{
    private const int MaxLimit = 10_000;
    private readonly IMeteringStore _store;
    private readonly IUserStore _users;
    private readonly IQuotaScan _ledger;
    private readonly MeteringOptions _options;
    private readonly IPaymentProvider? _provider;

    /// <summary>Made by the container.</summary>
    internal ReportBilling(IMeteringStore store, IUserStore users, IQuotaScan ledger, IOptions<MeteringOptions> options, IPaymentProvider? provider) =>
        (_store, _users, _ledger, _options, _provider) = (store, users, ledger, options.Value, provider);

    /// <summary>Reports.</summary>
    /// <param name="query">Which periods.</param>
    /// <param name="progress">Hears how many lines there are; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, or the span or limit is not possible, or there is no provider to ask.</exception>
    /// <exception cref="PaymentProviderException">The provider was to be asked and does not answer.</exception>
    public async Task<BillingReport> RunAsync(BillingReportQuery query, Action<int>? progress, CancellationToken cancellationToken)
    {
        var now = await _store.NowAsync(cancellationToken);
        var (from, until) = (query.From ?? now - MeteringLimits.LookBack, query.Until ?? now);
        var user = await CheckAsync(query, from, until, cancellationToken);
        var scan = new MeteringScan { UserId = user, EndAfter = from, StartBefore = until };
        var lines = new List<BillingReportLine>();
        while (lines.Count <= query.Limit && await _store.ReadAsync(scan, cancellationToken) is { Customers.Count: > 0 } page)
        {
            foreach (var customer in page.Customers)
            {
                lines.AddRange(await LinesOfAsync(customer, from, until, query.IsVerified, now, cancellationToken));
                progress?.Invoke(lines.Count);
            }

            scan = scan with { After = page.Customers[^1].UserId };
        }

        return new BillingReport(from, until, [.. lines.Take(query.Limit)], lines.Count > query.Limit);
    }

    private async Task<List<BillingReportLine>> LinesOfAsync(
        MeteredCustomer customer, DateTimeOffset from, DateTimeOffset until, bool isVerified, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var granted = (await _ledger.FindAsync([User.SubjectOf(customer.UserId)], cancellationToken)).FirstOrDefault(r => r.Scope == PlanScope.All);
        var lines = new List<BillingReportLine>();
        foreach (var segment in customer.Segments.Where(s => s.Segment.PeriodEnd > from && s.Segment.PeriodStart < until))
        {
            var own = segment.Segment;
            var line = new BillingReportLine
            {
                Subject = User.SubjectOf(customer.UserId),
                Subscription = own.SubscriptionReference,
                Plan = own.PlanName,
                Meter = own.Meter,
                From = own.PeriodStart,
                Until = own.PeriodEnd,
                Included = own.Included,
                Admitted = IsMonthOf(granted, own) ? granted.MonthUsed : null,
                Recorded = await _store.ReadRecordedAsync(customer.UserId, own.PlanName, segment.Hours, cancellationToken),
                Summed = segment.Usage,
                Billable = segment.Target,
                Planned = segment.Covered,
                Sent = segment.Sent,
                SentInPeriod = SentIn(customer, own),
                Acknowledged = isVerified && customer.Reference is { } reference
                    ? await _provider!.SumMeterAsync(own.Meter, reference, MeterPlanner.Floor(own.PeriodStart), MeterPlanner.Floor(own.PeriodEnd), cancellationToken)
                    : null,
            };
            var words = SegmentState.Explain(customer, segment, now, _options).Concat(Explain(line, await ReadEarlyAsync(customer, segment, line, cancellationToken))).ToList();
            lines.Add(line with { Differences = [.. words.Select(w => w.Text)], IsProblem = words.Exists(w => w.IsProblem) });
        }

        return lines;
    }

    /// <summary>
    /// Units of the hour in which the period began that were used before it did: a period has whole hours, the ledger's month begins to the
    /// millisecond. Read only where the ledger has less; null when single requests are cleaned up.
    /// </summary>
    private async Task<long?> ReadEarlyAsync(MeteredCustomer customer, MeteredSegment segment, BillingReportLine line, CancellationToken cancellationToken)
    {
        var start = segment.Segment.PeriodStart.ToUnixTimeMilliseconds();
        var early = segment.Hours.Select(h => h.Within(start)).Where(h => !h.IsEmpty).ToList();
        return line.Admitted < line.Summed && early.Count > 0
            ? await _store.ReadRecordedAsync(customer.UserId, segment.Segment.PlanName, early, cancellationToken)
            : 0;
    }

    /// <summary>What the steps before the outbox and after it differ by.</summary>
    private static IEnumerable<(string Text, bool IsProblem)> Explain(BillingReportLine line, long? early)
    {
        if (line.Recorded is null && line.Summed > 0)
        {
            yield return ("Single requests of the period are cleaned up in part; its sums are final.", false);
        }

        if (line.Recorded is { } recorded && recorded != line.Summed)
        {
            yield return recorded > line.Summed
                ? (Text($"{recorded - line.Summed:N0} recorded units are not summed yet."), false)
                : (Text($"{line.Summed - recorded:N0} units are summed that no recorded request has."), true);
        }

        if (line.Admitted is { } admitted && admitted > line.Summed)
        {
            yield return (Text($"{admitted - line.Summed:N0} units were granted and are not in hours that are over: the running hour, leases, other plans of the month."), false);
        }
        else if (line.Admitted is { } same && early is { } before && same < line.Summed && line.Summed - before <= same)
        {
            yield return (Text($"{before:N0} units were used in the hour in which the period began, before it did: the ledger counts them in the month before."), false);
        }
        else if (line.Admitted is { } granted && granted < line.Summed && early is not null)
        {
            yield return (Text($"{line.Summed - granted:N0} units are recorded that the ledger did not grant; `tollgate usage reconcile` looks closer."), true);
        }

        if (line.Acknowledged is { } acknowledged && acknowledged != line.SentInPeriod)
        {
            yield return (Text($"The provider has {acknowledged:N0} units of this period where it confirmed {line.SentInPeriod:N0}; its totals may be some minutes behind."), true);
        }
    }

    private async Task<long?> CheckAsync(BillingReportQuery query, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (from >= until)
        {
            errors.Add("from", from.ToString("u", CultureInfo.InvariantCulture), $"The report would begin at {from.UtcDateTime:u} and end at {until.UtcDateTime:u}; let it begin before it ends.");
        }

        if (query.Limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", query.Limit.ToString(CultureInfo.InvariantCulture), $"limit is {query.Limit}; use 1 to {MaxLimit}.");
        }

        if (query.IsVerified && _provider?.IsLive is null)
        {
            errors.Add("verify", null, "There is no payment provider to ask; configure its key, or leave out --verify.");
        }

        var account = query.User is null ? null : await _users.FindAsync(query.User, errors, cancellationToken);
        errors.ThrowIfAny();
        return account?.User.Id;
    }

    private static bool IsMonthOf(QuotaRow row, BillingSegment segment) => row.Subject is not null
        && row.Month.Start == segment.PeriodStart.ToUnixTimeMilliseconds() && row.Month.End == segment.PeriodEnd.ToUnixTimeMilliseconds();

    private static long SentIn(MeteredCustomer customer, BillingSegment period)
    {
        var (from, until) = (MeterPlanner.Floor(period.PeriodStart), MeterPlanner.Floor(period.PeriodEnd));
        return customer.Segments.SelectMany(s => s.Events)
            .Where(e => e.Meter == period.Meter && e.At >= from && e.At < until && e.State is (MeterEventState.Sent or MeterEventState.Canceling or MeterEventState.Waiving))
            .Sum(e => e.Units);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
