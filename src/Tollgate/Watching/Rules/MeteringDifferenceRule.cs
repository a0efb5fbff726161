using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Usage that can't be billed, and events of which the payment provider has another number than it confirmed.</summary>
internal sealed class MeteringDifferenceRule(IMeteringStore store, IOptions<MeteringOptions> metering, IOptions<AlertsOptions> options) : IAlertRule
{
    private static readonly TimeSpan LongUnknown = MeteringLimits.Dedupe + TimeSpan.FromHours(3);

    public string Name => "metering_difference";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var findings = new List<AlertFinding>();
        var scan = new MeteringScan();
        while (findings.Count < options.Value.MaxPerRule && await store.ReadAsync(scan, cancellationToken) is { Customers.Count: > 0 } page)
        {
            findings.AddRange(
                from customer in page.Customers
                from segment in customer.Segments
                where !segment.Segment.IsClosed
                let units = SegmentState.UnbillableOf(customer, segment, page.Now, metering.Value)
                where units > 0
                select Unbillable(customer, segment, units));
            scan = scan with { After = page.Customers[^1].UserId };
        }

        var marked = await store.ListAsync(new MeterEventQuery { State = MeterEventState.Sent, HasError = true, Take = options.Value.MaxPerRule }, cancellationToken);
        var unknown = await store.ListAsync(new MeterEventQuery { State = MeterEventState.Unknown, Take = options.Value.MaxPerRule }, cancellationToken);
        findings.AddRange(marked.Where(e => e.CreatedAt > round.Now - MeteringLimits.LookBack).Select(Different));
        findings.AddRange(unknown.Where(e => e.CreatedAt < round.Now - LongUnknown).Select(Different));
        return findings;
    }

    private static AlertFinding Unbillable(MeteredCustomer customer, MeteredSegment segment, long units) => new()
    {
        Thing = string.Create(CultureInfo.InvariantCulture, $"segment {segment.Segment.Id}"),
        Subject = User.SubjectOf(customer.UserId),
        Severity = NotificationSeverity.Warning,
        Summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{units:N0} units of {User.SubjectOf(customer.UserId)} on '{segment.Segment.PlanName}' can't be billed: no customer at the payment provider, or no invoice to come."),
        Detail = $"`tollgate billing report --user {User.SubjectOf(customer.UserId)}` says which. Bill it by hand at the provider, or let it be.",
    };

    private static AlertFinding Different(MeterEvent meterEvent) => new()
    {
        Thing = $"event {meterEvent.Identifier}",
        Subject = User.SubjectOf(meterEvent.UserId),
        Severity = NotificationSeverity.Warning,
        Summary = $"The meter event {meterEvent.Identifier} of {User.SubjectOf(meterEvent.UserId)} and the payment provider differ.",
        Detail = meterEvent.Error ?? "Whether it arrived is not known for more than a day.",
    };
}
