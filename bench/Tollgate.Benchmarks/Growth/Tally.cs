using HdrHistogram;

namespace Tollgate.Benchmarks.Growth;

/// <summary>What became of the requests, in all and by the hundredth of a second.</summary>
internal sealed class Tally(long bin = 10 * MadeUpTime.Millisecond)
{
    private readonly LongHistogram _waits = new(MadeUpTime.Second * 600, 3);
    private readonly List<long> _admittedByBin = [];

    /// <summary>Requests answered.</summary>
    public long Requests => Admitted + Refused + Unanswered;

    /// <summary>Requests admitted.</summary>
    public long Admitted { get; private set; }

    /// <summary>Of those, from units in memory.</summary>
    public long AdmittedAtOnce { get; private set; }

    /// <summary>Requests refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Of those, before as many as the limit allows were admitted: units lay on lease where nobody asked for them.</summary>
    public long RefusedTooSoon { get; private set; }

    /// <summary>Units that may be admitted, where it matters.</summary>
    public long Limit { get; init; }

    /// <summary>Requests that the failure policy decided, because the database took too long.</summary>
    public long Unanswered { get; private set; }

    /// <summary>When the last request was admitted.</summary>
    public long LastAdmittedAt { get; private set; }

    /// <summary>Length of a bin in ticks.</summary>
    public long Bin => bin;

    /// <summary>Admitted in each bin from the beginning of time.</summary>
    public IReadOnlyList<long> AdmittedByBin => _admittedByBin;

    /// <summary>Milliseconds that this share of the admitted requests waited at most.</summary>
    public double WaitAt(double percentile) => _waits.TotalCount == 0 ? 0 : _waits.GetValueAtPercentile(percentile) / 1e3;

    /// <summary>Counts an admission.</summary>
    public void Admit(long now, long waited)
    {
        Admitted++;
        AdmittedAtOnce += waited == 0 ? 1 : 0;
        LastAdmittedAt = now;
        _waits.RecordValue(Math.Max(1, waited));
        while (_admittedByBin.Count <= now / bin)
        {
            _admittedByBin.Add(0);
        }

        _admittedByBin[(int)(now / bin)]++;
    }

    /// <summary>Counts a refusal.</summary>
    public void Refuse()
    {
        Refused++;
        RefusedTooSoon += Admitted < Limit ? 1 : 0;
    }

    /// <summary>Counts a request without an answer.</summary>
    public void GiveUp() => Unanswered++;
}
