using System.Runtime.InteropServices;

namespace Tollgate.Recording;

/// <summary>The part of a buffer that one thread at a time writes into: whoever has entered it.</summary>
/// <remarks>Nobody waits to enter but who empties the buffer, so a word that is exchanged does what a lock would, at half the price.</remarks>
internal sealed class UsageStripe
{
    private Slots _slots;

    /// <summary>Enters, unless somebody is in; for as long as it takes to copy an event.</summary>
    public bool TryEnter() => Volatile.Read(ref _slots.IsEntered) == 0 && Interlocked.Exchange(ref _slots.IsEntered, 1) == 0;

    /// <summary>Enters when the other is out.</summary>
    public void Enter()
    {
        var wait = default(SpinWait);
        while (!TryEnter())
        {
            wait.SpinOnce();
        }
    }

    /// <summary>Lets others enter, who see all that was written meanwhile.</summary>
    public void Exit() => Volatile.Write(ref _slots.IsEntered, 0);

    /// <summary>The next slot of the buffer that is this stripe's to fill.</summary>
    public int Next => _slots.Next;

    /// <summary>The first slot after it that is not.</summary>
    public int End => _slots.End;

    /// <summary>Whether another event has a slot.</summary>
    /// <param name="limit">Slots from here on are not to be used.</param>
    public bool HasRoom(int limit) => _slots.Next < Math.Min(_slots.End, limit);

    /// <summary>The slot of one event.</summary>
    public int Take() => _slots.Next++;

    /// <summary>Gives the stripe other slots to fill; the old ones stay as they are.</summary>
    public void Refill(int next, int end) => (_slots.Next, _slots.End) = (next, end);

    /// <summary>Counts a request that found no room.</summary>
    public void Shed(bool isRefused) => (isRefused ? ref _slots.ShedRefused : ref _slots.ShedAdmitted)++;

    /// <summary>Begins anew, without slots; returns how many requests found no room.</summary>
    public (long Refused, long Admitted) Reset()
    {
        var shed = (_slots.ShedRefused, _slots.ShedAdmitted);
        (_slots.Next, _slots.End, _slots.ShedRefused, _slots.ShedAdmitted) = (0, 0, 0, 0);
        return shed;
    }

    /// <summary>With a cache line pair of its own: neighbours are fetched together, and a core would wait for what another one writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Slots
    {
        [FieldOffset(64)]
        public int Next;

        [FieldOffset(68)]
        public int End;

        [FieldOffset(72)]
        public int IsEntered;

        [FieldOffset(80)]
        public long ShedRefused;

        [FieldOffset(88)]
        public long ShedAdmitted;
    }
}
