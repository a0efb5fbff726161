using System.Collections.Concurrent;
using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>
/// How often one network may have the database look for keys that do not exist: well-formed keys can be made up without end, and each
/// would cost a look-up. Known keys never count.
/// </summary>
/// <param name="perMinute">Unknown keys of one network in a minute; beyond it they are refused without a look-up.</param>
/// <param name="clock">Time.</param>
internal sealed class StrangerBudget(int perMinute, TimeProvider clock)
{
    private const int MaxNetworks = 10_000;

    private readonly ConcurrentDictionary<ClientAddress, int> _unknown = new();
    private long _minute = clock.GetTimestamp();

    /// <summary>Whether the network has used its budget up.</summary>
    public bool IsExhausted(ClientAddress client)
    {
        Roll();
        return _unknown.TryGetValue(client, out var count) && count >= perMinute;
    }

    /// <summary>Notes a key that was not found.</summary>
    public void Note(ClientAddress client)
    {
        // Full of networks, the budget counts those it knows; new ones are still bounded by their own address limits.
        if (_unknown.Count < MaxNetworks || _unknown.ContainsKey(client))
        {
            _unknown.AddOrUpdate(client, 1, static (_, count) => count == int.MaxValue ? count : count + 1);
        }
    }

    private void Roll()
    {
        var minute = Volatile.Read(ref _minute);
        if (clock.GetElapsedTime(minute) >= TimeSpan.FromMinutes(1)
            && Interlocked.CompareExchange(ref _minute, clock.GetTimestamp(), minute) == minute)
        {
            _unknown.Clear();
        }
    }
}
