using Tollgate.Benchmarks.Harness;

namespace Tollgate.Benchmarks.Suites;

/// <summary>Every suite, in the order of the report.</summary>
internal static class AllSuites
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ISuite> Create() =>
    [
        new MicroSuite(),
        new DecisionSuite(),
        new StrictSuite(),
        new HttpSuite(),
        new GatewaySuite(),
        new RecordingSuite(),
        new ReportSuite(),
        new RefusedSuite(),
        new TailSuite(),
        new NodesSuite(),
        new StartSuite(),
        new GrowthSuite(),
    ];
}
