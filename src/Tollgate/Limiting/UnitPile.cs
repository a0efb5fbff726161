using System.Runtime.InteropServices;

namespace Tollgate.Limiting;

/// <summary>Units that many threads take from at once: one word for a few, and a word per core beside it for many.</summary>
/// <remarks>
/// Every unit is in exactly one word at any time, or in the hands of a thread that moves it to its core's word and marks that word meanwhile;
/// so closing yields exactly the units that nobody took. Taking is one compare-and-swap: with add-and-undo a large cost that bounces off
/// could hide units from the one who closes. It is a part of its lease, not an object of its own, and must not be copied.
/// </remarks>
internal struct UnitPile
{
    /// <summary>Units that a core takes to itself at a time.</summary>
    public const long Handful = 256;

    private const long Closed = -1;
    private const long Moving = -2;

    /// <summary>From this many handfuls per core on, cores have words of their own.</summary>
    private const long HandfulsPerCore = 64;

    private static readonly int Cores = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 64));

    private readonly CoreUnits[]? _cores;
    private long _units;

    /// <param name="units">To begin with; words per core are made when there are enough for all of them.</param>
    public UnitPile(long units)
    {
        _units = units;
        _cores = Cores > 1 && units / (HandfulsPerCore * Handful) >= Cores ? new CoreUnits[Cores] : null;
    }

    /// <summary>Units left; 0 when closed.</summary>
    public readonly long Units
    {
        get
        {
            var units = Math.Max(0, Volatile.Read(in _units));
            for (var i = 0; i < _cores?.Length; i++)
            {
                units += Math.Max(0, Volatile.Read(ref _cores[i].Units));
            }

            return units;
        }
    }

    /// <summary>Takes units if enough are left.</summary>
    /// <param name="cost">At least 1.</param>
    /// <param name="left">After a success: units left, but for those that other cores have to themselves.</param>
    /// <returns>False also when the units are there, but spread over the cores: <see cref="Gather"/> brings them together.</returns>
    public bool TryTake(long cost, out long left)
    {
        if (_cores is { } cores && cost <= Handful)
        {
            ref var own = ref cores[Thread.GetCurrentProcessorId() & (cores.Length - 1)].Units;
            var units = Volatile.Read(ref own);
            if (units >= cost && Interlocked.CompareExchange(ref own, units - cost, units) == units)
            {
                left = Math.Max(0, Volatile.Read(ref _units)) + units - cost;
                return true;
            }

            return TryTakeHandful(ref own, cost, out left);
        }

        return TryTakeShared(cost, out left);
    }

    /// <summary>Puts units back; false when the pile is closed.</summary>
    public bool TryPutBack(long units)
    {
        var seen = Volatile.Read(ref _units);
        while (seen != Closed)
        {
            var before = Interlocked.CompareExchange(ref _units, seen + units, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Brings the units of all cores together, for good: from now on all take from one word.</summary>
    public void Gather()
    {
        for (var i = 0; i < _cores?.Length; i++)
        {
            if (Retire(ref _cores[i].Units) is var units and > 0)
            {
                TryPutBack(units); // only whoever closes the pile ends the shared word, after this
            }
        }
    }

    /// <summary>Ends the pile; returns the units that were left, and 0 the second time.</summary>
    public long Close()
    {
        Gather();
        return Math.Max(0, Interlocked.Exchange(ref _units, Closed));
    }

    /// <summary>Takes units from the shared word alone: all there is, as long as nobody else has taken any.</summary>
    public bool TryTakeShared(long cost, out long left)
    {
        var units = Volatile.Read(ref _units);
        while (units >= cost)
        {
            left = units - cost;
            var seen = Interlocked.CompareExchange(ref _units, left, units);
            if (seen == units)
            {
                return true;
            }

            units = seen;
        }

        left = 0;
        return false;
    }

    /// <summary>Fills the core's word from the shared one; takes from the shared one alone when somebody else is about it.</summary>
    private bool TryTakeHandful(ref long own, long cost, out long left)
    {
        var units = Volatile.Read(ref own);
        if (units >= 0 && units < cost && Interlocked.CompareExchange(ref own, Moving, units) == units)
        {
            var isTaken = TryTakeShared(Handful, out left);
            Volatile.Write(ref own, isTaken ? units + Handful - cost : units);
            return isTaken || TryTakeShared(cost, out left);
        }

        return TryTakeShared(cost, out left);
    }

    private static long Retire(ref long own)
    {
        var wait = default(SpinWait);
        var units = Volatile.Read(ref own);
        while (units != Closed)
        {
            if (units == Moving)
            {
                wait.SpinOnce(); // a few instructions of another thread
                units = Volatile.Read(ref own);
                continue;
            }

            var before = Interlocked.CompareExchange(ref own, Closed, units);
            if (before == units)
            {
                return units;
            }

            units = before;
        }

        return 0;
    }

    /// <summary>A core's units, with a cache line pair of their own: neighbours are fetched together.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct CoreUnits
    {
        [FieldOffset(64)]
        public long Units;
    }
}
