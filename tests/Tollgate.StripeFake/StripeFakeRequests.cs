namespace Tollgate.StripeFake;

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
