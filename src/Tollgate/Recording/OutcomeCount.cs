namespace Tollgate.Recording;

/// <summary>Counts requests by outcome, a batch at a time: two counters per outcome, whatever callers do.</summary>
internal sealed class OutcomeCount
{
    private static readonly Outcome[] Outcomes = Enum.GetValues<Outcome>();

    private readonly long[] _shadow = new long[Outcomes.Length];
    private readonly long[] _real = new long[Outcomes.Length];

    /// <summary>Adds a batch to the metric.</summary>
    public void Add(ReadOnlySpan<UsageEvent> events)
    {
        if (events.Length == 0 || !UsageMetrics.Requests.Enabled)
        {
            return;
        }

        foreach (ref readonly var usage in events)
        {
            (usage.IsShadow ? _shadow : _real)[(int)usage.Outcome] += usage.Count;
        }

        foreach (var outcome in Outcomes)
        {
            Add(outcome, _shadow, "true");
            Add(outcome, _real, "false");
        }
    }

    private static void Add(Outcome outcome, long[] counts, string isShadow)
    {
        ref var count = ref counts[(int)outcome];
        if (count > 0)
        {
            UsageMetrics.Requests.Add(count, new("outcome", OutcomeName.Of(outcome)), new("shadow", isShadow));
            count = 0;
        }
    }
}
