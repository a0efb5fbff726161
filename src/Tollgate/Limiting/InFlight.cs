namespace Tollgate.Limiting;

/// <summary>Requests of one subject that this node is working on.</summary>
internal sealed class InFlight
{
    private int _count;

    /// <summary>Requests in flight now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Enters when fewer than <paramref name="limit"/> are in flight.</summary>
    public bool TryEnter(int limit)
    {
        var count = Volatile.Read(ref _count);
        while (count < limit)
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    /// <summary>Leaves.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
