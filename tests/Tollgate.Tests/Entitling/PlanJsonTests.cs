using System.Text.Json;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Entitling;

public sealed class PlanJsonTests
{
    [Fact]
    public void Read_OnlyAName_HasTheDefaults()
    {
        var plan = PlanJson.Read("""{"name":"pro"}""");

        plan.LimitedShare.ShouldBe(0.25);
        plan.Version.ShouldBe(1);
        plan.Limits.ShouldBeEmpty();
        plan.Scopes.ShouldBeEmpty();
        PlanJson.Write(plan).ShouldBe(PlanJson.Write(new Plan { Name = "pro" }));
    }

    [Fact]
    public void Read_WhatIsSold_IsTheSame()
    {
        var plan = new Plan
        {
            Name = "pro",
            PriceReferences = ["price_a", "price_b"],
            IsPerSeat = true,
            TrialLimits = [new(Window.Month, 5)],
            ChangePolicy = ChangePolicy.Additive,
            Rank = -3,
            Overage = new Overage { Meter = "units", PriceReference = "price_m", UnitAmount = 0.000000000001m, Currency = "usd" },
        };

        var read = PlanJson.Read(PlanJson.Write(plan));

        PlanJson.Write(read).ShouldBe(PlanJson.Write(plan));
        PlanJson.Write(plan).ShouldContain("\"unitAmount\":\"0.000000000001\"");
        read.PriceReferences.ShouldBe(["price_a", "price_b"]);
        read.Overage.ShouldBe(plan.Overage);
        (read.IsPerSeat, read.ChangePolicy, read.Rank, read.TrialLimits[0].Limit).ShouldBe((true, ChangePolicy.Additive, -3, 5));
        PlanJson.Read("""{"name":"old","priceReference":"price_a","isMetered":true}""").PriceReferences.ShouldBe(["price_a"]);
    }

    [Fact]
    public void Write_Limits_AreByWindow() =>
        PlanJson.WriteLimits([new(Window.Minute, 60), new(Window.Parse("PT15M"), 0), new(Window.Month, Limit.Unlimited)])
            .ShouldBe("""{"minute":60,"PT15M":0,"month":"unlimited"}""");

    [Fact]
    public void Read_ScopeWithoutCost_CostsOne() => PlanJson.Read("""{"name":"pro","scopes":[{"name":"s"}]}""").Scopes[0].Cost.ShouldBe(1);

    [Theory]
    [InlineData("""{"fortnight":1}""", "fortnight")]
    [InlineData("""{"hour":-1}""", "hour")]
    [InlineData("""{"hour":1.5}""", "hour")]
    [InlineData("""{"hour":"many"}""", "hour")]
    [InlineData("""{"hour":99999999999999999999}""", "hour")]
    [InlineData("[]", "object")]
    public void ReadLimits_Bad_SaysWhere(string text, string part) => Should.Throw<JsonException>(() => PlanJson.ReadLimits(text)).Message.ShouldContain(part);

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("7")]
    public void Read_NoPlan_Throws(string text) => Should.Throw<JsonException>(() => PlanJson.Read(text));

    [Fact]
    public void UserFacts_ThroughTheCache_AreTheSame()
    {
        var facts = new UserFacts
        {
            Id = 42,
            Name = "ann",
            Plan = new Plan { Name = "pro", Limits = [new(Window.Hour, 5)], LimitedShare = 0.5 },
            PeriodStart = DateTimeOffset.UnixEpoch,
            Restriction = RestrictionLevel.Limited,
            Overrides = [new OverrideFacts("*", "hour", 7)],
        };

        var read = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(facts, PlanJsonContext.Default.UserFacts), PlanJsonContext.Default.UserFacts)!;

        read.Overrides.ShouldBe(facts.Overrides);
        PlanJson.Write(read.Plan).ShouldBe(PlanJson.Write(facts.Plan));
        (read with { Plan = facts.Plan, Overrides = facts.Overrides }).ShouldBe(facts);
    }
}
