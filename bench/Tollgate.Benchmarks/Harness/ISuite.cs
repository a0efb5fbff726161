namespace Tollgate.Benchmarks.Harness;

/// <summary>Benchmarks that are run and reported together.</summary>
internal interface ISuite
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>What it measures, as the heading of its report.</summary>
    string Title { get; }

    /// <summary>Measures, and adds rows and targets to the run.</summary>
    /// <exception cref="InvalidOperationException">Something needed is not installed, or an invariant was broken.</exception>
    Task RunAsync(SuiteRun run, CancellationToken cancellationToken);
}
