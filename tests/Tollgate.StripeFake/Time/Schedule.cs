namespace Tollgate.StripeFake;

/// <summary>Finds what falls due, and runs it in order of time, one step a call.</summary>
internal sealed class Schedule(Ledger ledger, IReadOnlyList<Func<IEnumerable<Due>>> sources)
{
    /// <summary>Runs the earliest step due up to a moment, dated at its own time; false when there is none.</summary>
    public bool RunNext(string? clock, long until)
    {
        Due? earliest = null;
        foreach (var due in sources.SelectMany(s => s()).Where(d => d.Clock == clock && d.At <= until))
        {
            if (earliest is null || (due.At, due.Order).CompareTo((earliest.Value.At, earliest.Value.Order)) < 0)
            {
                earliest = due;
            }
        }

        if (earliest is not { } next)
        {
            return false;
        }

        if (ledger.Find(clock) is { } testClock)
        {
            testClock["frozen_time"] = Math.Max(next.At, testClock.Whole("frozen_time")!.Value);
            next.Run();
        }
        else
        {
            RunAt(DateTimeOffset.FromUnixTimeSeconds(next.At), next.Run);
        }

        return true;
    }

    /// <summary>Moves on to a time that is to come; one that has passed is only shown meanwhile.</summary>
    private void RunAt(DateTimeOffset at, Action run)
    {
        if (at > ledger.Clock.Now)
        {
            ledger.Clock.MoveTo(at);
            run();
            return;
        }

        ledger.Clock.Hold(at);
        try
        {
            run();
        }
        finally
        {
            ledger.Clock.Release();
        }
    }
}
