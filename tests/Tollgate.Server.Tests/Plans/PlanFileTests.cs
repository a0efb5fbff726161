using Shouldly;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Server.Plans;
using Xunit;

namespace Tollgate.Server.Tests.Plans;

public sealed class PlanFileTests
{
    private const string Complete = """
        plans:
          - name: pro
            displayName: "Pro plan"
            limits: { minute: 60, hour: 1_000, day: unlimited, month: 200000, week: 5000, PT15M: 300 }
            month: subscription
            timeZone: Europe/Berlin
            enforcement: strict
            shadow: true
            concurrency: 8
            limitedShare: 0.5
            metered: true
            price: price_1Abc
            prices: [price_2, price_1Abc]
            perSeat: true
            trial: { limits: { month: 500 } }
            onChange: proportional
            rank: -2
            overage: { meter: api_units, price: price_m, unitAmount: "0.2", currency: USD }
            scopes:
              - name: search
                routes: ["GET /v1/search", "/files/{**path}"]
                cost: 5
                limits: { minute: 10 }
        """;

    [Fact]
    public void Parse_CompleteYaml_ReadsEveryKey()
    {
        var plan = ReadOne(Complete);

        plan.Name.ShouldBe("pro");
        plan.DisplayName.ShouldBe("Pro plan");
        plan.Limits.Select(l => (l.Window.Name, l.Limit)).ShouldBe(
            [("minute", 60), ("hour", 1_000), ("day", Limit.Unlimited), ("month", 200_000), ("week", 5_000), ("PT15M", 300)]);
        plan.Month.ShouldBe(MonthWindow.Subscription);
        plan.TimeZone.ShouldBe("Europe/Berlin");
        plan.Enforcement.ShouldBe(Enforcement.Strict);
        plan.IsShadow.ShouldBeTrue();
        plan.Concurrency.ShouldBe(8);
        plan.LimitedShare.ShouldBe(0.5);
        plan.IsMetered.ShouldBeTrue();
        plan.PriceReference.ShouldBe("price_1Abc");
        plan.PriceReferences.ShouldBe(["price_1Abc", "price_2"]);
        plan.IsPerSeat.ShouldBeTrue();
        plan.TrialLimits.ShouldBe([new WindowLimit(Window.Month, 500)]);
        plan.ChangePolicy.ShouldBe(ChangePolicy.Proportional);
        plan.Rank.ShouldBe(-2);
        plan.Overage.ShouldBe(new Overage { Meter = "api_units", PriceReference = "price_m", UnitAmount = 0.2m, Currency = "usd" });
        var scope = plan.Scopes.ShouldHaveSingleItem();
        scope.Name.ShouldBe("search");
        scope.Routes.ShouldBe(["GET /v1/search", "/files/{**path}"]);
        scope.Cost.ShouldBe(5);
        scope.Limits.ShouldBe([new WindowLimit(Window.Minute, 10)]);
    }

    [Fact]
    public void Parse_TheShortestForm_HasTheDefaults()
    {
        var plan = ReadOne("plans: [{ name: pro, limits: { minute: 60, hour: 1000, day: 10000, month: 200000 } }]");

        plan.Limits.Count.ShouldBe(4);
        (plan.Month, plan.Enforcement, plan.LimitedShare, plan.IsShadow).ShouldBe((MonthWindow.Calendar, Enforcement.Leased, 0.25, false));
        plan.Scopes.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_Json_ReadsTheSame()
    {
        var plan = ReadOne("""
            {
              // comments and a trailing comma are fine
              "plans": [ { "name": "pro", "limits": { "minute": 60, "day": "unlimited" }, "shadow": true, "limitedShare": 0.5, } ]
            }
            """);

        plan.Limits.ShouldBe([new WindowLimit(Window.Minute, 60), new WindowLimit(Window.Day, Limit.Unlimited)]);
        plan.IsShadow.ShouldBeTrue();
        plan.LimitedShare.ShouldBe(0.5);
    }

    [Fact]
    public void Parse_SeveralErrors_ReportsAllWithTheirLines()
    {
        var file = PlanFile.Parse("""
            plans:
              - name: Pro
                limit: { minute: 60 }
                limits: { minte: 60, hour: -1 }
                enforcement: leased-ish
              - displayName: nameless
                concurrency: 0
                scopes: [{ name: a, routes: [v1/search], cost: 1.5 }]
            """);

        file.Plans.ShouldBeEmpty();
        var errors = file.Errors.Select(e => e.ToString()).ToList();
        errors.ShouldContain(e => e.StartsWith("line 2: ") && e.Contains("'Pro' is not a plan name"));
        errors.ShouldContain(e => e.StartsWith("line 3: ") && e.Contains("no key 'limit'") && e.Contains("did you mean 'limits'?"));
        errors.ShouldContain(e => e.StartsWith("line 4: ") && e.Contains("'minte' is not a window") && e.Contains("did you mean 'minute'?"));
        errors.ShouldContain(e => e.StartsWith("line 4: ") && e.Contains("'-1'"));
        errors.ShouldContain(e => e.StartsWith("line 5: ") && e.Contains("leased or strict"));
        errors.ShouldContain(e => e.StartsWith("line 6: ") && e.Contains("needs a 'name'"));
        errors.ShouldContain(e => e.StartsWith("line 7: ") && e.Contains("'concurrency'"));
        errors.ShouldContain(e => e.StartsWith("line 8: ") && e.Contains("v1/search"));
        errors.ShouldContain(e => e.StartsWith("line 8: ") && e.Contains("'cost'"));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# only a comment", "empty")]
    [InlineData("plans", "must be a mapping")]
    [InlineData("plan: []", "did you mean 'plans'?")]
    [InlineData("plans: {}", "must be a list")]
    [InlineData("plans: [pro]", "must be a mapping")]
    [InlineData("plans: [{ name: a, limits: [1] }]", "mapping of windows to units")]
    [InlineData("plans: [{ name: a, limits: { minute: 1.5 } }]", "'1.5'")]
    [InlineData("plans: [{ name: a, limits: { minute: 9223372036854775808 } }]", "whole number")]
    [InlineData("plans: [{ name: a, limits: { minute: 1, minute: 2 } }]", "twice")]
    [InlineData("plans: [{ name: a, limits: { PT1M: 1, PT2M: 1, PT3M: 1, PT4M: 1, PT5M: 1 } }]", "four")]
    [InlineData("plans: [{ name: a }, { name: a }]", "twice")]
    [InlineData("plans: [{ name: a, timeZone: Mars/Olympus }]", "time zone")]
    [InlineData("plans: [{ name: a, limitedShare: 0 }]", "above 0")]
    [InlineData("plans: [{ name: a, shadow: perhaps }]", "true or false")]
    [InlineData("plans: [{ name: a, prices: [p, p] }]", "twice")]
    [InlineData("plans: [{ name: a, prices: [[p]] }]", "not a price")]
    [InlineData("plans: [{ name: a, trial: { days: 3 } }]", "a trial has no key 'days'")]
    [InlineData("plans: [{ name: a, onChange: add }]", "keep or proportional or additive or reset")]
    [InlineData("plans: [{ name: a, rank: high }]", "whole number")]
    [InlineData("plans: [{ name: a, overage: { price: p } }]", "needs 'meter'")]
    [InlineData("plans: [{ name: a, overage: { meter: m, unitAmount: 0, currency: usd } }]", "above 0")]
    [InlineData("plans: [{ name: a, overage: { meter: m, unitAmount: 1e3, currency: usd } }]", "'1e3'")]
    [InlineData("plans: [{ name: a, overage: { meter: m, unitAmount: 0.0000000000001, currency: usd } }]", "12 decimal places")]
    [InlineData("plans: [{ name: a, overage: { meter: m, unitAmount: 1, currency: dollars } }]", "three letters")]
    [InlineData("plans: [{ name: a, scopes: [{ name: s, routes: ['get /x'] }] }]", "capitals")]
    [InlineData("plans: [{ name: a, scopes: [{ name: s, routes: ['/x/{y'] }] }]", "not a route")]
    [InlineData("plans: [{ name: &a pro }, { name: *a }]", "anchors")]
    [InlineData("plans: [{ name: !!str pro }]", "tags")]
    [InlineData("plans: []\n---\nplans: []", "one document")]
    [InlineData("plans: [{ name: a", "not valid YAML")]
    [InlineData("{ \"plans\": [ { \"name\": \"a\" ] }", "not valid JSON")]
    [InlineData("{ \"plans\": [] } trailing", "not valid JSON")]
    public void Parse_BadFile_SaysWhatIsWrong(string text, string expected)
    {
        var file = PlanFile.Parse(text);

        file.Plans.ShouldBeEmpty();
        file.Errors.ShouldContain(e => e.ToString().Contains(expected));
    }

    [Fact]
    public void Parse_JsonError_NamesItsLine()
    {
        var file = PlanFile.Parse("{\n  \"plans\": [\n    { \"name\": \"a\",\n      \"colour\": 1 }\n  ]\n}");

        file.Errors.ShouldHaveSingleItem().Line.ShouldBe(4);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Parse_DeepNesting_IsRefusedQuickly(char open, char close)
    {
        var deep = new string(open, 10_000) + new string(close, 10_000);

        PlanFile.Parse($"plans: {deep}").Errors.ShouldNotBeEmpty();
        PlanFile.Parse(deep).Errors.ShouldNotBeEmpty();
    }

    [Fact]
    public void Parse_TooLarge_IsRefusedUnread()
    {
        var file = PlanFile.Parse("# " + new string('x', PlanFile.MaxBytes));

        file.Errors.ShouldHaveSingleItem().Message.ShouldContain("256 KB");
    }

    [Fact]
    public void Parse_ControlCharacters_NeverReachTheTerminal()
    {
        var file = PlanFile.Parse("plans: [{ \"na\\u001b[31mme\": 1, name: a }]");

        file.Errors.ShouldHaveSingleItem().Message.ShouldNotContain("\u001b");
    }

    private static Plan ReadOne(string text)
    {
        var file = PlanFile.Parse(text);
        file.Errors.ShouldBeEmpty();
        return file.Plans.ShouldHaveSingleItem();
    }
}
