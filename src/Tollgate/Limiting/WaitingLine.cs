namespace Tollgate.Limiting;

/// <summary>Claims that wait for one quota, in the order they came; made of the claims themselves, so that standing in line takes no memory.</summary>
/// <remarks>Who looks at them takes them all out of the line, one after the other, and has those stand in it again that go on waiting.</remarks>
internal struct WaitingLine
{
    private Claim? _last; // behind which stands the first

    /// <summary>Whether nobody waits.</summary>
    public readonly bool IsEmpty => _last is null;

    /// <summary>Has a claim stand behind the others.</summary>
    public void Add(Quota quota, Claim claim)
    {
        if (_last is null)
        {
            claim.Behind(quota) = claim;
        }
        else
        {
            claim.Behind(quota) = _last.Behind(quota);
            _last.Behind(quota) = claim;
        }

        _last = claim;
    }

    /// <summary>Empties the line; returns the first of those who stood in it, for <see cref="TakeNext"/>, and null when nobody did.</summary>
    /// <remarks>Who is not looked at after all is answered by the time limit.</remarks>
    public Claim? TakeAll(Quota quota)
    {
        if (_last is not { } last)
        {
            return null;
        }

        _last = null;
        var first = last.Behind(quota);
        last.Behind(quota) = null;
        return first;
    }

    /// <summary>The first of those who were taken out; leaves the one behind it, null after the last.</summary>
    public static Claim TakeNext(Quota quota, ref Claim? taken)
    {
        var claim = taken!;
        ref var behind = ref claim.Behind(quota);
        (taken, behind) = (behind, null);
        return claim;
    }
}
