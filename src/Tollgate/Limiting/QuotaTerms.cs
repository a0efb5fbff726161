namespace Tollgate.Limiting;

/// <summary>What limits a subject in a scope, without whose units they are: all subscribers of a plan have the same, in one object.</summary>
/// <param name="scope">See <see cref="QuotaSpec.Scope"/>.</param>
/// <param name="slots">See <see cref="QuotaSpec.BySlot"/>; nobody changes it any more.</param>
/// <param name="enforcement">See <see cref="QuotaSpec.Enforcement"/>.</param>
internal sealed class QuotaTerms(string scope, WindowLimit?[] slots, Enforcement enforcement)
{
    private WindowInstants? _latest;

    /// <summary>See <see cref="QuotaSpec.Scope"/>.</summary>
    public string Scope { get; } = scope;

    /// <summary>See <see cref="QuotaSpec.BySlot"/>.</summary>
    public WindowLimit?[] Slots { get; } = slots;

    /// <summary>See <see cref="QuotaSpec.Enforcement"/>.</summary>
    public Enforcement Enforcement { get; } = enforcement;

    /// <summary>See <see cref="QuotaSpec.HasZeroLimit"/>.</summary>
    public bool HasZeroLimit { get; } = Array.Exists(slots, s => s is { Limit: 0, Window.NeverEnds: false });

    /// <summary>The instance of each slot's window at a time (Unix milliseconds); worked out when a window has ended, not each time.</summary>
    public WindowInstants At(long instant)
    {
        var latest = Volatile.Read(ref _latest);
        return latest?.Contain(instant) == true ? latest : Keep(new WindowInstants(Slots, SpansAt(instant)));
    }

    /// <summary>Instances that somebody else worked out; the ones at hand, when they are the same.</summary>
    public WindowInstants Of(IReadOnlyList<WindowSpan> spans)
    {
        var latest = Volatile.Read(ref _latest);
        return latest?.Are(Slots, spans) == true ? latest : Keep(new WindowInstants(Slots, spans));
    }

    /// <summary>The instances at a time as a list of the caller's own.</summary>
    public WindowSpan[] SpansAt(long instant)
    {
        var spans = new WindowSpan[QuotaSpec.Slots];
        for (var slot = 0; slot < spans.Length; slot++)
        {
            spans[slot] = Slots[slot]?.Window.At(instant) ?? default;
        }

        return spans;
    }

    /// <summary>Whether both are the same windows, limits and enforcement in the same scope.</summary>
    public bool Matches(QuotaTerms other) =>
        ReferenceEquals(this, other)
        || (Scope == other.Scope && Enforcement == other.Enforcement && Slots.AsSpan().SequenceEqual(other.Slots));

    private WindowInstants Keep(WindowInstants instants)
    {
        Volatile.Write(ref _latest, instants);
        return instants;
    }
}
