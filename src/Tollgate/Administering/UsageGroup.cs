using Tollgate.Aggregating;

namespace Tollgate.Administering;

/// <summary>Merges summaries into a row of a report.</summary>
internal sealed class UsageGroup
{
    private readonly DurationHistogram _durations = new();
    private readonly AddressSketch _addresses = new();

    /// <summary>The sums so far.</summary>
    public UsageMeasures Measures { get; private set; }

    /// <summary>Adds a summary.</summary>
    public void Add(UsageSummary summary)
    {
        Measures += summary.Measures;
        _durations.Add(summary.Durations);
        _addresses.Add(summary.Addresses.Hashes);
    }

    /// <summary>Adds what another one has.</summary>
    public void Add(UsageGroup other)
    {
        Measures += other.Measures;
        _durations.Add(other._durations);
        _addresses.Add(other._addresses.Hashes);
    }

    /// <summary>The row.</summary>
    public UsageReportRow ToRow(DateTimeOffset? start, string? group, string? name)
    {
        var percentiles = _durations.Percentiles(50, 95, 99);
        return new UsageReportRow(start, group, name, Measures, percentiles[0], percentiles[1], percentiles[2], _addresses.Count);
    }
}
