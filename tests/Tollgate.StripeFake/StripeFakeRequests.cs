namespace Tollgate.StripeFake;

/// <summary>A request the fake received, and its status; 0 when it got no answer.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Endpoint">The path with "*" for its ids; null when nothing answers there.</param>
/// <param name="Body">The form, or the query of a GET.</param>
/// <param name="IdempotencyKey">The header, if sent.</param>
/// <param name="Status">The status answered.</param>
/// <param name="IsReplay">Whether a stored answer was repeated.</param>
public sealed record StripeFakeRequest(string Method, string Path, string? Endpoint, string Body, string? IdempotencyKey, int Status, bool IsReplay);

/// <summary>What was asked of the fake, for counting reads and looking at keys.</summary>
public sealed class StripeFakeRequests
{
    private readonly Lock _gate = new();
    private readonly List<StripeFakeRequest> _all = [];

    internal StripeFakeRequests()
    {
    }

    /// <summary>All of them, in the order they were answered.</summary>
    public IReadOnlyList<StripeFakeRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Reads so far by endpoint, such as "/v1/subscriptions/*": what Stripe's read quota counts.</summary>
    public IReadOnlyDictionary<string, int> Reads => All.Where(r => r.Method == "GET" && r.Endpoint is not null)
        .GroupBy(r => r.Endpoint!).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>How many requests went to an endpoint, such as ("GET", "/v1/subscriptions/*").</summary>
    public int Count(string method, string endpoint) => All.Count(r => r.Method == method && r.Endpoint == endpoint);

    /// <summary>Forgets what was asked so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _all.Clear();
        }
    }

    internal void Add(StripeFakeRequest request)
    {
        lock (_gate)
        {
            _all.Add(request);
        }
    }
}
