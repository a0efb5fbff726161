using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting.Simulation;

public sealed class SimulationTests
{
    [Theory]
    [InlineData(Enforcement.Leased, 600)]
    [InlineData(Enforcement.Strict, 300)]
    public void Protocol_UnderChaos_NeverAdmitsMoreThanTheLimit(Enforcement enforcement, int seeds)
    {
        var admitted = 0L;
        for (var seed = 0; seed < seeds; seed++)
        {
            var simulation = new Simulation(seed, Shortcut.None, enforcement);
            simulation.Run();
            simulation.Violations.ShouldBeEmpty($"seed {seed}");
            admitted += simulation.AdmittedUnits;
        }

        admitted.ShouldBeGreaterThan(seeds * 50, "a limiter that refuses everything is safe and useless");
    }

    [Theory]
    [InlineData(Shortcut.TwoStatements)]
    [InlineData(Shortcut.ReaperFreesExpiredLeases)]
    [InlineData(Shortcut.NodeClockNamesTheWindow)]
    [InlineData(Shortcut.AdmitBeforeCommit)]
    [InlineData(Shortcut.RetryUnknownOutcome)]
    [InlineData(Shortcut.AsynchronousFailover)]
    public void Shortcut_UnderChaos_IsCaught(Shortcut shortcut)
    {
        var caught = Enumerable.Range(0, 200).FirstOrDefault(seed => Violates(seed, shortcut), -1);
        caught.ShouldBeGreaterThanOrEqualTo(0, $"{shortcut} over-admits, and 200 seeds did not show it");
    }

    [Theory]
    [InlineData(Enforcement.Leased)]
    [InlineData(Enforcement.Strict)]
    public void Protocol_WithoutFaults_AdmitsExactlyTheLimitUnderDemand(Enforcement enforcement)
    {
        var filled = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var simulation = new Simulation(seed, Shortcut.None, enforcement, isChaotic: false, seconds: 30);
            simulation.Run();
            simulation.Violations.ShouldBeEmpty();
            if (simulation.SecondLimit * 15 < simulation.DayLimit)
            {
                continue; // the second's limit keeps the day from filling up in the time simulated
            }

            filled++;
            simulation.AdmittedByWindow.Where(w => w.Key is { Subject: "user_1", Scope: "*", Slot: 2 }).MaxBy(w => w.Key.Start).Value
                .ShouldBe(simulation.DayLimit, $"seed {seed}");
        }

        filled.ShouldBeGreaterThan(20);
    }

    private static bool Violates(int seed, Shortcut shortcut)
    {
        var simulation = new Simulation(seed, shortcut, Enforcement.Leased);
        simulation.Run();
        return simulation.Violations.Count > 0;
    }
}
