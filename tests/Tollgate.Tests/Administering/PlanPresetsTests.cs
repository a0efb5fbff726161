using Shouldly;
using Tollgate.Administering;
using Xunit;

namespace Tollgate.Tests.Administering;

public sealed class PlanPresetsTests
{
    [Theory]
    [InlineData("free", 20, 100, 100, 30_000)]
    [InlineData("basic", 40, 100, 1_000, 30_000)]
    [InlineData("premium", 60, 100, 10_000, 30_000)]
    [InlineData("enterprise", 100, 100, 100_000, 30_000)]
    public void Default_EachPlan_HasExactlyTheSpecifiedLimits(string name, long minute, long hour, long day, long month) =>
        PlanPresets.Default.Single(p => p.Name == name).Limits.Select(l => (l.Window.Name, l.Limit))
            .ShouldBe([("minute", minute), ("hour", hour), ("day", day), ("month", month)]);

    [Fact]
    public void Presets_AllOfThem_AreValidAndHaveAnAnonymousPlan()
    {
        foreach (var plans in PlanPresets.Names.Select(PlanPresets.Find))
        {
            PlanRules.Check(plans);
            plans.ShouldContain(p => p.Name == "anonymous");
        }
    }

    [Fact]
    public void Saas_FromPlanToPlan_OnlyGrows()
    {
        foreach (var (smaller, larger) in PlanPresets.Saas.Zip(PlanPresets.Saas.Skip(1)))
        {
            foreach (var limit in smaller.Limits)
            {
                larger.Limits.Single(l => l.Window == limit.Window).Limit.ShouldBeGreaterThan(limit.Limit);
            }
        }
    }
}
