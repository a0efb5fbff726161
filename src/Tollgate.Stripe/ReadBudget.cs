using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>Rations reads: so many an hour, then none until the hour is over.</summary>
internal sealed class ReadBudget(int perHour, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private long _startedAt = time.GetTimestamp();
    private int _used;

    /// <summary>Reads of this hour, and of how many.</summary>
    public (int Used, int Most) Usage
    {
        get
        {
            lock (_lock)
            {
                Renew();
                return (_used, perHour);
            }
        }
    }

    /// <summary>Reads that are left of this hour.</summary>
    public int Left => perHour - Usage.Used;

    /// <summary>Takes one.</summary>
    /// <exception cref="PaymentProviderException">There is none left.</exception>
    public void Take()
    {
        lock (_lock)
        {
            Renew();
            if (_used >= perHour)
            {
                throw new PaymentProviderException($"This node has read from Stripe {perHour:N0} times within the hour (Tollgate:Stripe:ReadsPerHour); the rest waits.")
                {
                    RetryAfter = Hour - time.GetElapsedTime(_startedAt),
                };
            }

            _used++;
        }
    }

    private void Renew()
    {
        if (time.GetElapsedTime(_startedAt) >= Hour)
        {
            (_startedAt, _used) = (time.GetTimestamp(), 0);
        }
    }
}
