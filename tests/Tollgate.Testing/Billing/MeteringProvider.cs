using Tollgate.Billing;

namespace Tollgate.Testing.Billing;

/// <summary>A payment provider in memory with the rules for meter events that Stripe has, and with faults on demand.</summary>
public sealed class MeteringProvider(TimeProvider clock) : IPaymentProvider
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly List<MeterReceipt> _receipts = [];
    private readonly HashSet<(string Customer, string Meter)> _inFlight = [];
    private readonly HashSet<(string Identifier, int Generation)> _keys = [];

    /// <summary>Asked at each call; what it returns happens.</summary>
    public Func<MeterFault> Fault { get; set; } = () => MeterFault.None;

    /// <summary>How long identifiers are known: at least 24 hours.</summary>
    public TimeSpan Memory { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Calls so far, whatever became of them.</summary>
    public int Calls { get; private set; }

    /// <summary>Calls that came while another one for the same customer and meter was under way.</summary>
    public int Collisions { get; private set; }

    /// <summary>Attempts that repeated an idempotency key after its answer.</summary>
    public int RepeatedKeys { get; private set; }

    /// <summary>The generations of all questions to take something back, in order.</summary>
    public List<int> TakeBacks { get; } = [];

    /// <summary>Everything that was accepted.</summary>
    public IReadOnlyList<MeterReceipt> Receipts
    {
        get
        {
            lock (_lock)
            {
                return [.. _receipts];
            }
        }
    }

    public string Name => "memory";

    public bool? IsLive { get; set; } = false;

    public async Task SendMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken)
    {
        var group = (meterEvent.CustomerReference, meterEvent.Meter);
        lock (_lock)
        {
            Calls++;
            if (!_inFlight.Add(group))
            {
                Collisions++;
                throw new PaymentProviderException("lock_timeout");
            }

            if (!_keys.Add((meterEvent.Identifier, generation)))
            {
                RepeatedKeys++;
            }
        }

        try
        {
            await Task.Yield();
            Answer(meterEvent, Fault());
        }
        finally
        {
            lock (_lock)
            {
                _inFlight.Remove(group);
            }
        }
    }

    public Task<bool> CancelMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken)
    {
        TakeBacks.Add(generation);
        var fault = Fault();
        ThrowBefore(fault);
        lock (_lock)
        {
            var place = _receipts.FindLastIndex(r => r.Identifier == meterEvent.Identifier && !r.IsCanceled && clock.GetUtcNow() < r.ReceivedAt.AddHours(24));
            if (place >= 0)
            {
                _receipts[place] = _receipts[place] with { IsCanceled = true };
            }

            ThrowAfter(fault);
            return Task.FromResult(place >= 0);
        }
    }

    public Task<long> SumMeterAsync(string meter, string customerReference, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (from.Ticks % Minute.Ticks != 0 || until.Ticks % Minute.Ticks != 0)
        {
            throw new PaymentProviderException("Times must be on the minute.") { IsPermanent = true };
        }

        ThrowBefore(Fault());
        lock (_lock)
        {
            return Task.FromResult(_receipts.Where(r => r.Meter == meter && r.Customer == customerReference && r.At >= from && r.At < until && !r.IsCanceled).Sum(r => r.Units));
        }
    }

    /// <summary>Units that were accepted and not taken back.</summary>
    public long Sum(Func<MeterReceipt, bool> which) => Receipts.Where(r => !r.IsCanceled && which(r)).Sum(r => r.Units);

    /// <summary>Loses an event that it has accepted.</summary>
    public void Forget(string identifier)
    {
        lock (_lock)
        {
            _receipts.RemoveAll(r => r.Identifier == identifier);
        }
    }

    private void Answer(MeterEvent meterEvent, MeterFault fault)
    {
        ThrowBefore(fault);
        var now = clock.GetUtcNow();
        if (meterEvent.At < now.AddDays(-35) || meterEvent.At > now.AddMinutes(5))
        {
            throw new PaymentProviderException("timestamp_too_far_in_past") { IsPermanent = true };
        }

        lock (_lock)
        {
            if (!_receipts.Any(r => r.Identifier == meterEvent.Identifier && now < r.ReceivedAt + Memory))
            {
                _receipts.Add(new MeterReceipt(meterEvent.Identifier, meterEvent.SegmentId, meterEvent.CustomerReference, meterEvent.Meter, meterEvent.Units, meterEvent.At, now));
            }
        }

        ThrowAfter(fault);
    }

    private static void ThrowBefore(MeterFault fault)
    {
        switch (fault)
        {
            case MeterFault.Refused:
                throw new PaymentProviderException("no such meter") { IsPermanent = true };
            case MeterFault.Busy:
                throw new PaymentProviderException("rate_limit") { RetryAfter = TimeSpan.FromSeconds(40) };
            case MeterFault.LostRequest:
                throw new PaymentProviderException("no answer") { IsOutcomeUnknown = true };
            case MeterFault.ServerError:
                throw new PaymentProviderException("status 500") { IsOutcomeUnknown = true, IsAnswerKept = true };
            case MeterFault.CrashBefore:
                throw new CrashedException();
        }
    }

    private static void ThrowAfter(MeterFault fault)
    {
        switch (fault)
        {
            case MeterFault.LostAnswer:
                throw new PaymentProviderException("no answer") { IsOutcomeUnknown = true };
            case MeterFault.CrashAfter:
                throw new CrashedException();
        }
    }

    public ProviderEvent Read(string body) => throw new NotSupportedException();

    public Task<ProviderEvent?> FindEventAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProviderSubscription?> FindSubscriptionAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ProviderSubscription> ListSubscriptionsAsync(string? customerReference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProviderCustomer?> FindCustomerAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProviderInvoice?> FindInvoiceAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ProviderReversal>> FindReversalsAsync(string paymentReference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ProviderInvoice> ListOpenInvoicesAsync(string customerReference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ProviderEvent> ListUndeliveredEventsAsync(DateTimeOffset since, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProviderCustomer> CreateCustomerAsync(long userId, string userName, string? email, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Uri> CreateCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Uri> CreatePortalAsync(string customerReference, Uri returnUrl, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProviderCheckout?> FindCheckoutAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();
}
