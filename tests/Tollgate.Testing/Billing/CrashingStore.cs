using Tollgate.Billing;
using Tollgate.Billing.Metering;

namespace Tollgate.Testing.Billing;

/// <summary>A store whose node may die before or after each write; a dead node does not clean up behind itself.</summary>
internal sealed class CrashingStore(IMeteringStore inner, Func<MeterFault> fault) : IMeteringStore
{
    /// <summary>Whether the node is dead; the test brings it back.</summary>
    public bool IsDead { get; set; }

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public Task<DateTimeOffset?> FindOldestPeriodAsync(CancellationToken cancellationToken) => inner.FindOldestPeriodAsync(cancellationToken);

    public Task<int> EnsureSegmentsAsync(CancellationToken cancellationToken) => WriteAsync(() => inner.EnsureSegmentsAsync(cancellationToken));

    public Task<MeteringPage> ReadAsync(MeteringScan scan, CancellationToken cancellationToken) => inner.ReadAsync(scan, cancellationToken);

    public Task<IReadOnlyList<MeterStep>> DecideAsync(
        MeteringScan scan, Func<MeteredCustomer, DateTimeOffset, IReadOnlyList<MeterStep>> decide, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.DecideAsync(scan, decide, cancellationToken));

    public Task<bool> TryClaimAsync(string work, string holder, TimeSpan span, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.TryClaimAsync(work, holder, span, cancellationToken));

    public Task ReleaseAsync(string work, string holder, CancellationToken cancellationToken) =>
        IsDead ? Task.CompletedTask : inner.ReleaseAsync(work, holder, cancellationToken);

    public Task<IReadOnlyList<(string Customer, string Meter)>> FindDueAsync(long? userId, int most, CancellationToken cancellationToken) =>
        inner.FindDueAsync(userId, most, cancellationToken);

    public Task<IReadOnlyList<MeterEvent>> ListDueAsync(string customer, string meter, CancellationToken cancellationToken) =>
        inner.ListDueAsync(customer, meter, cancellationToken);

    public Task<IReadOnlyList<BillingSegment>> ListSegmentsAsync(long userId, CancellationToken cancellationToken) => inner.ListSegmentsAsync(userId, cancellationToken);

    public Task<IReadOnlyList<MeterEvent>> ListBetweenAsync(
        string customer, string meter, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        inner.ListBetweenAsync(customer, meter, from, until, cancellationToken);

    public Task<MeterEvent?> BeginAsync(
        MeterEvent meterEvent, string holder, DateTimeOffset? nextAttemptAt, string? error, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.BeginAsync(meterEvent, holder, nextAttemptAt, error, cancellationToken));

    public Task<bool> EndAsync(MeterEvent meterEvent, MeterOutcome outcome, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.EndAsync(meterEvent, outcome, cancellationToken));

    public Task<MeterEvent?> FindAsync(string identifier, CancellationToken cancellationToken) => inner.FindAsync(identifier, cancellationToken);

    public Task<IReadOnlyList<MeterEvent>> ListAsync(MeterEventQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<SentSpan>> FindSentAsync(DateTimeOffset since, DateTimeOffset until, int most, CancellationToken cancellationToken) =>
        inner.FindSentAsync(since, until, most, cancellationToken);

    public Task<long?> ReadRecordedAsync(long userId, string plan, IReadOnlyList<HourRange> hours, CancellationToken cancellationToken) =>
        inner.ReadRecordedAsync(userId, plan, hours, cancellationToken);

    public Task<MeteringFigures> ReadFiguresAsync(CancellationToken cancellationToken) => inner.ReadFiguresAsync(cancellationToken);

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        var happens = fault();
        Die(happens is MeterFault.CrashBefore);
        var result = await write();
        Die(happens is MeterFault.CrashAfter);
        return result;
    }

    private void Die(bool now)
    {
        if (IsDead || now)
        {
            IsDead = true;
            throw new CrashedException();
        }
    }
}
