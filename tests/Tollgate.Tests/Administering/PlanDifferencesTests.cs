using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Administering;

public sealed class PlanDifferencesTests
{
    private static readonly Plan Pro = new()
    {
        Name = "pro",
        Limits = [new WindowLimit(Window.Hour, 100), new WindowLimit(Window.Day, Limit.Unlimited)],
        Scopes = [new PlanScope { Name = "search", Cost = 2 }, new PlanScope { Name = "export", Routes = ["/export"] }],
    };

    [Fact]
    public void Between_Same_IsEmpty() => PlanDifferences.Between(Pro, PlanJson.Read(PlanJson.Write(Pro with { Version = 7 }))).ShouldBeEmpty();

    [Fact]
    public void Between_Changed_HasALineAField() =>
        PlanDifferences.Between(Pro, Pro with
        {
            Limits = [new WindowLimit(Window.Day, 5)],
            Scopes = [Pro.Scopes[1], Pro.Scopes[0] with { Cost = 3, Limits = [new WindowLimit(Window.Minute, 1)] }],
            IsShadow = true,
            LimitedShare = 0.5,
        }).ShouldBe(
            [
                "limits.hour: 100 → none", "limits.day: unlimited → 5", "scopes.search.cost: 2 → 3", "scopes: search, export → export, search",
                "shadow: no → yes", "limitedShare: 0.25 → 0.5", "scopes.search.limits.minute: none → 1",
            ]);

    [Fact]
    public void Describe_NewPlan_SaysOnlyWhatItSets() =>
        PlanDifferences.Describe(Pro).ShouldBe(
            ["limits.hour: 100", "limits.day: unlimited", "scopes.search.cost: 2", "scopes.export.routes: /export", "scopes.export.cost: 1", "scopes: search, export"],
            ignoreOrder: true);
}
