namespace Tollgate.StripeFake;

/// <summary>First answers by Idempotency-Key, for 24 hours. See docs.stripe.com/api/idempotent_requests.</summary>
internal sealed class IdempotencyStore
{
    private const long Kept = 24 * 3600;
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>The stored answer of the same request; null when the request may run, which the caller ends with <see cref="Finish"/>.</summary>
    public (Reply Reply, string RequestId)? Begin(string key, string method, string path, string body, string requestId, long now)
    {
        if (key.Length > 255)
        {
            throw new StripeError(400, "idempotency_error", "Idempotency keys must be at most 255 characters.");
        }

        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.At + Kept < now)
            {
                _entries[key] = new Entry(method, path, body, requestId, now);
                return null;
            }

            if (entry.Path != path || entry.Method != method)
            {
                throw new StripeError(400, "idempotency_error", $"Keys for idempotent requests can only be used for the same endpoint they were first used for ('{path}' vs '{entry.Path}'). Try using a key other than '{key}' if you meant to execute a different request.");
            }

            if (entry.Body != body)
            {
                throw new StripeError(400, "idempotency_error", $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request.");
            }

            return entry.Reply is { } reply
                ? (reply, entry.RequestId)
                : throw new StripeError(409, "idempotency_error", "There is currently another in-progress request using this Idempotent Key. Please try again later.", "idempotency_key_in_use");
        }
    }

    /// <summary>Stores the answer; one that refused before running is forgotten, so that the key can be used again.</summary>
    public void Finish(string key, Reply? reply)
    {
        lock (_entries)
        {
            if (reply is null || reply.Status is 400 or 401 or 404 or 409 or 429)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key].Reply = reply;
            }
        }
    }

    private sealed record Entry(string Method, string Path, string Body, string RequestId, long At)
    {
        public Reply? Reply { get; set; }
    }
}
