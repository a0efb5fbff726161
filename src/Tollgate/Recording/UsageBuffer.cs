using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tollgate.Recording;

/// <summary>Room for events between the requests and the journal: two arrays that change places, so that adding is a short copy.</summary>
/// <remarks>
/// <para>1. Threads fill runs of slots, each of a stripe, so that two of them do not write into one line of memory nor wait for each other. A thread keeps
/// its stripe until it meets another one there; so events of one thread stay in order, and threads that met do not go on meeting.</para>
/// <para>2. The next run is where all stripes meet, once in many events.</para>
/// <para>3. When there are no more runs, slots of other stripes are used before anything is shed; refused requests are shed before that.</para>
/// <para>4. Who takes the events holds all stripes for a moment, and then closes the gaps that unfinished runs leave.</para>
/// </remarks>
internal sealed class UsageBuffer
{
    private const int LongestRun = 64;

    private static readonly int Stripes = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(4 * Environment.ProcessorCount, 4, 64));
    private static int s_threads;

    [ThreadStatic]
    private static int t_stripe; // of all buffers: there is one in a process

    private readonly UsageStripe[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new UsageStripe())];
    private readonly List<(int Start, int End)> _gaps = new(Stripes);
    private readonly int _capacity;
    private readonly int _refusedCapacity;
    private readonly int _run;
    private UsageEvent[] _filling;
    private UsageEvent[] _taken;
    private int _takenCount;
    private int _next; // the first slot that no stripe has
    private long _turn; // how often the arrays have changed places
    private long _fullTurn = -1; // the turn in which the last slot was used

    /// <param name="capacity">Events that wait at most; refused ones find no room in the last quarter.</param>
    public UsageBuffer(int capacity)
    {
        _capacity = capacity;
        _refusedCapacity = capacity - (capacity / 4);
        _run = Math.Clamp(capacity / (32 * Stripes), 1, LongestRun);
        _filling = new UsageEvent[capacity];
        _taken = new UsageEvent[capacity];
    }

    /// <summary>Adds an event, or sheds it when there is no room.</summary>
    /// <param name="usage">What happened.</param>
    /// <param name="stamp">What is to be written over it; by default nothing.</param>
    /// <returns>Whether the buffer has just become half full: somebody should come and empty it.</returns>
    public bool Add(in UsageEvent usage, in UsageStamp stamp = default)
    {
        var isRefused = usage.IsRefused;
        var limit = isRefused ? _refusedCapacity : _capacity;
        while (true)
        {
            var stripe = EnterOwn();
            var isHalfFull = false;
            if (stripe.HasRoom(limit) || TryTakeRun(stripe, limit, out isHalfFull))
            {
                Write(stripe, usage, stamp);
                stripe.Exit();
                return isHalfFull;
            }

            var turn = _turn;
            var isShed = isRefused || Volatile.Read(ref _fullTurn) == turn;
            if (isShed)
            {
                stripe.Shed(isRefused);
            }

            stripe.Exit();
            if (isShed)
            {
                return false;
            }

            if (TryAddElsewhere(usage, stamp))
            {
                return false;
            }

            Volatile.Write(ref _fullTurn, turn); // of a turn that is over meanwhile it says nothing, and there is room again
        }
    }

    /// <summary>Takes all events; the caller may change them; they stay valid until the next call, which only one thread at a time may make.</summary>
    /// <param name="shedRefused">Refused requests shed since the last call.</param>
    /// <param name="shedAdmitted">Other requests shed since the last call.</param>
    public Span<UsageEvent> Take(out long shedRefused, out long shedAdmitted)
    {
        Array.Clear(_taken, 0, _takenCount); // the strings may go
        (shedRefused, shedAdmitted) = (0, 0);
        _gaps.Clear();
        foreach (var stripe in _stripes)
        {
            stripe.Enter();
        }

        (_filling, _taken) = (_taken, _filling);
        (_takenCount, _next) = (Math.Min(_next, _capacity), 0);
        _turn++;
        foreach (var stripe in _stripes)
        {
            if (stripe.Next < stripe.End)
            {
                _gaps.Add((stripe.Next, stripe.End));
            }

            var (refused, admitted) = stripe.Reset();
            (shedRefused, shedAdmitted) = (shedRefused + refused, shedAdmitted + admitted);
            stripe.Exit();
        }

        return _taken.AsSpan(0, CloseGaps());
    }

    /// <summary>The stripe of this thread, entered: another one when somebody is in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private UsageStripe EnterOwn()
    {
        var stripe = _stripes[t_stripe & (Stripes - 1)];
        return t_stripe != 0 && stripe.TryEnter() ? stripe : EnterAny();
    }

    private UsageStripe EnterAny()
    {
        if (t_stripe == 0)
        {
            t_stripe = Interlocked.Increment(ref s_threads) & (Stripes - 1); // new threads begin on different stripes
        }

        var wait = default(SpinWait);
        for (var tried = 1; ; tried++)
        {
            t_stripe = (t_stripe & (Stripes - 1)) + 1;
            var stripe = _stripes[t_stripe & (Stripes - 1)];
            if (stripe.TryEnter())
            {
                return stripe;
            }

            if (tried % Stripes == 0)
            {
                wait.SpinOnce(); // the buffer is being emptied
            }
        }
    }

    private bool TryTakeRun(UsageStripe stripe, int limit, out bool isHalfFull)
    {
        isHalfFull = false;
        if (stripe.HasRoom(_capacity) || Volatile.Read(ref _next) >= limit)
        {
            return false;
        }

        var end = Interlocked.Add(ref _next, _run);
        var start = end - _run;
        if (start >= _capacity)
        {
            return false;
        }

        stripe.Refill(start, Math.Min(end, _capacity));
        isHalfFull = start < _capacity / 2 && end >= _capacity / 2;
        return start < limit; // else others were quicker, and the run is for requests that were not refused
    }

    private bool TryAddElsewhere(in UsageEvent usage, in UsageStamp stamp)
    {
        foreach (var stripe in _stripes)
        {
            stripe.Enter();
            var hasRoom = stripe.HasRoom(_capacity);
            if (hasRoom)
            {
                Write(stripe, usage, stamp);
            }

            stripe.Exit();
            if (hasRoom)
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(UsageStripe stripe, in UsageEvent usage, in UsageStamp stamp)
    {
        ref var slot = ref _filling[stripe.Take()];
        slot = usage;
        if (stamp.Node is not null)
        {
            slot.Stamp(stamp);
        }
    }

    /// <summary>Moves the last events into the gaps; returns how many there are.</summary>
    private int CloseGaps()
    {
        _gaps.Sort();
        var (size, first, last) = (_takenCount, 0, _gaps.Count - 1);
        while (first <= last)
        {
            var (start, end) = _gaps[first];
            if (_gaps[last].End == size)
            {
                size = _gaps[last--].Start;
            }
            else if (start == end)
            {
                first++;
            }
            else
            {
                _taken[start] = _taken[--size];
                _gaps[first] = (start + 1, end);
            }
        }

        return size;
    }
}
