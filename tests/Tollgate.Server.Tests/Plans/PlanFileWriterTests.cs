using CsCheck;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Server.Plans;
using Xunit;

namespace Tollgate.Server.Tests.Plans;

public sealed class PlanFileWriterTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcxyz019-_"], 1, 12];

    private static readonly Gen<string?> Text = Gen.Frequency(
        (1, Gen.Const((string?)null)),
        (2, Gen.String[Gen.Char[' ', '\u2603'], 1, 20].Select(t => (string?)t)),
        (2, Pick<string?>("true", "~x", "1e3", "- a", "a: b # c", "\"quoted\"", "line\nbreak", "tab\t", "'", "{a}", "null")));

    private static readonly Gen<WindowLimit> AnyLimit = Gen.Select(
        Pick("minute", "hour", "day", "month", "week", "PT15M", "P7D", "P3M"),
        Gen.OneOf(Gen.Long[0, long.MaxValue - 1], Gen.Const(Limit.Unlimited), Gen.Const(0L)),
        (window, units) => new WindowLimit(Window.Parse(window), units));

    private static readonly Gen<IReadOnlyList<WindowLimit>> Limits =
        AnyLimit.List[0, 8].Select(l => (IReadOnlyList<WindowLimit>)[.. l.DistinctBy(w => w.Window.Name)]);

    private static readonly Gen<PlanScope> Scope = Gen.Select(
        Name, Pick("GET /v1/search", "/files/{**path}", "POST /v1/orders/{id}").List[0, 2], Gen.Long[0, Limit.MaxCost], Limits,
        (name, routes, cost, limits) => new PlanScope { Name = name, Routes = routes, Cost = cost, Limits = limits });

    private static readonly Gen<Overage?> AnyOverage = Gen.Select(Name, Text, Gen.Int[1, int.MaxValue], Gen.Int[0, 12], Gen.Bool).Select((meter, price, digits, scale, isBilled) =>
        isBilled ? new Overage { Meter = meter, PriceReference = price, UnitAmount = new decimal(digits, 0, 0, false, (byte)Math.Max(scale, 1)), Currency = "usd" } : null);

    private static readonly Gen<Plan> AnyPlan = Gen.Select(
        Gen.Select(Name, Text, Limits, Scope.List[0, 3]),
        Gen.Select(Gen.Enum<MonthWindow>(), Pick<string?>(null, "Europe/Berlin", "UTC"), Gen.Enum<Enforcement>(), Gen.Bool),
        Gen.Select(Gen.Int[1, 1_000_000].Nullable(), Gen.Double[0.001, 1], Gen.Bool, Text),
        Gen.Select(Name.List[0, 3], Gen.Bool, Limits, Gen.Enum<ChangePolicy>(), Gen.Int[-1_000_000, 1_000_000], AnyOverage),
        (a, b, c, d) => new Plan
        {
            Name = a.Item1,
            DisplayName = a.Item2,
            Limits = a.Item3,
            Scopes = [.. a.Item4.DistinctBy(s => s.Name)],
            Month = b.Item1,
            TimeZone = b.Item2,
            Enforcement = b.Item3,
            IsShadow = b.Item4,
            Concurrency = c.Item1,
            LimitedShare = c.Item2,
            IsMetered = c.Item3,
            PriceReference = c.Item4,
            PriceReferences = [.. d.Item1.Distinct()],
            IsPerSeat = d.Item2,
            TrialLimits = d.Item3,
            ChangePolicy = d.Item4,
            Rank = d.Item5,
            Overage = d.Item6,
        });

    [Fact]
    public void ToYaml_AnyPlans_ReadBackTheSame() =>
        AnyPlan.List[0, 4].Select(plans => plans.DistinctBy(p => p.Name).ToList()).Sample(
            plans =>
            {
                var file = PlanFile.Parse(PlanFileWriter.ToYaml(plans));
                file.Errors.ShouldBeEmpty();
                file.Plans.Select(Fields).ShouldBe(plans.Select(Fields));
            },
            iter: 500);

    [Fact]
    public void ToYaml_ReadTwice_IsTheSameText()
    {
        var once = PlanFileWriter.ToYaml(PlanFile.Parse("{\"plans\":[{\"name\":\"a\",\"limits\":{\"day\":5},\"displayName\":\"null\"}]}").Plans);

        PlanFileWriter.ToYaml(PlanFile.Parse(once).Plans).ShouldBe(once);
        once.ShouldContain("displayName: \"null\"");
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Every field of a plan as text, so that two plans can be compared by value.</summary>
    private static string Fields(Plan plan) => string.Join('|',
        plan.Name, plan.DisplayName, Shown(plan.Limits), plan.Month, plan.TimeZone, plan.Enforcement, plan.IsShadow, plan.Concurrency,
        plan.LimitedShare.ToString("R", null), plan.IsMetered, plan.PriceReference,
        string.Join(',', plan.PriceReferences), plan.IsPerSeat, Shown(plan.TrialLimits), plan.ChangePolicy, plan.Rank, plan.Overage,
        string.Join(';', plan.Scopes.Select(s => $"{s.Name}/{string.Join(',', s.Routes)}/{s.Cost}/{Shown(s.Limits)}")));

    private static string Shown(IReadOnlyList<WindowLimit> limits) => string.Join(',', limits.Select(l => $"{l.Window.Name}={l.Limit}"));
}
