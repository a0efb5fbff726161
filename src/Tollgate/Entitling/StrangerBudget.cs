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

    private readonly ConcurrentDictionary<ClientAddress, int> _asked = new();
    private long _minute = clock.GetTimestamp();
    private int _networks;

    /// <summary>Takes one look-up of the network's budget; false when it is used up. Counted before the look-up, so that a burst counts too.</summary>
    public bool TrySpend(ClientAddress client)
    {
        Roll();
        var known = Bucket(client);
        var count = _asked.AddOrUpdate(known, 1, static (_, asked) => asked == int.MaxValue ? asked : asked + 1);
        if (count == 1)
        {
            Interlocked.Increment(ref _networks);
        }

        return count <= perMinute;
    }

    /// <summary>Gives the look-up back: the key exists.</summary>
    public void Return(ClientAddress client) => _asked.AddOrUpdate(Bucket(client), 0, static (_, asked) => Math.Max(0, asked - 1));

    /// <summary>With too many networks to tell apart, those not yet counted share their wider network's budget.</summary>
    private ClientAddress Bucket(ClientAddress client) =>
        Volatile.Read(ref _networks) < MaxNetworks || _asked.ContainsKey(client) ? client : client.Coarse;

    private void Roll()
    {
        var minute = Volatile.Read(ref _minute);
        if (clock.GetElapsedTime(minute) >= TimeSpan.FromMinutes(1)
            && Interlocked.CompareExchange(ref _minute, clock.GetTimestamp(), minute) == minute)
        {
            _asked.Clear();
            Volatile.Write(ref _networks, 0);
        }
    }
}
