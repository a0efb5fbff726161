namespace Tollgate.Benchmarks.Harness;

/// <summary>One run of one suite: how thorough it is to be, and what it found.</summary>
internal sealed class SuiteRun(bool isQuick, string folder, Action<string> say)
{
    private readonly List<BenchmarkRow> _rows = [];
    private readonly List<BenchmarkTarget> _targets = [];

    /// <summary>Whether a first impression suffices.</summary>
    public bool IsQuick { get; } = isQuick;

    /// <summary>Where the suite may put plots, which its notes then link by name.</summary>
    public string Folder { get; } = folder;

    /// <summary>How often contenders take turns.</summary>
    public int Rounds => IsQuick ? 2 : 5;

    /// <summary>How long a contender's turn is.</summary>
    public TimeSpan Turn => TimeSpan.FromSeconds(IsQuick ? 1 : 3);

    /// <summary>What was measured so far.</summary>
    public IReadOnlyList<BenchmarkRow> Rows => _rows;

    /// <summary>What was promised about it.</summary>
    public IReadOnlyList<BenchmarkTarget> Targets => _targets;

    /// <summary>Text for the suite's report, in Markdown: what the rows alone do not say.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Tells whoever waits what is going on.</summary>
    public void Say(string text) => say(text);

    /// <summary>Adds a row.</summary>
    public void Add(BenchmarkRow row)
    {
        _rows.Add(row);
        Say(Table.Line(row));
    }

    /// <summary>Promises that a row's rate is at least a multiple of another's.</summary>
    /// <param name="id">What the promise is called; by default the row.</param>
    public void AtLeast(double target, string row, string against, string? id = null) =>
        Add(new BenchmarkTarget(id ?? row, Rate(row) / Rate(against), target, IsCeiling: false));

    /// <summary>Promises about any ratio.</summary>
    public void Add(BenchmarkTarget target) => _targets.Add(target);

    private double Rate(string id) => _rows.Single(r => r.Id == id).PerSecond;
}
