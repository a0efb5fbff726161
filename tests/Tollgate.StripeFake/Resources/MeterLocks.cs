using System.Collections.Concurrent;

namespace Tollgate.StripeFake;

/// <summary>One meter event at a time per customer and meter; and the tokens of meter event sessions.</summary>
internal sealed class MeterLocks(StripeFakeOptions options)
{
    private readonly ConcurrentDictionary<string, bool> _occupied = new();
    private readonly ConcurrentDictionary<string, bool> _sessions = new();

    public void AddSession(string token) => _sessions[token] = true;

    public bool IsSession(string token) => _sessions.ContainsKey(token);

    /// <summary>Occupies the customer and meter of a meter event until disposed; other calls pass freely.</summary>
    public async Task<IDisposable?> EnterAsync(string endpoint, Call call, CancellationToken cancellationToken)
    {
        if (call.Method != "POST" || endpoint is not ("/v1/billing/meter_events" or "/v2/billing/meter_events"))
        {
            return null;
        }

        var key = $"{call.Params.Text("event_name")} {call.Params.Part("payload")?.Text("stripe_customer_id")}";
        if (!_occupied.TryAdd(key, true))
        {
            throw new StripeError(429, "invalid_request_error", "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.", "lock_timeout");
        }

        var occupied = new Occupied(() => _occupied.TryRemove(key, out _));
        try
        {
            if (options.MeterEventLatency > TimeSpan.Zero)
            {
                await Task.Delay(options.MeterEventLatency, cancellationToken);
            }

            return occupied;
        }
        catch (OperationCanceledException)
        {
            occupied.Dispose();
            throw;
        }
    }

    private sealed class Occupied(Action free) : IDisposable
    {
        public void Dispose() => free();
    }
}
