using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Hosting;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_OfEveryStage_AreValid() => Validate([]);

    [Fact]
    public void Configuration_OfEveryStage_IsRead()
    {
        using var services = Services(
            ("Tollgate:Identifying:TrustedProxies:0", "10.0.0.0/8"),
            ("Tollgate:Entitling:DefaultPlan", "basic"),
            ("Tollgate:Entitling:CacheDuration", "00:05:00"),
            ("Tollgate:Limiting:LeaseTtl", "00:00:02"),
            ("Tollgate:Limiting:OnRateFailure", "FailOpen"));

        services.GetRequiredService<IOptions<IdentifyingOptions>>().Value.TrustedProxies.ShouldBe(["10.0.0.0/8"]);
        services.GetRequiredService<IOptions<EntitlingOptions>>().Value.DefaultPlan.ShouldBe("basic");
        services.GetRequiredService<IOptions<EntitlingOptions>>().Value.CacheDuration.ShouldBe(TimeSpan.FromMinutes(5));
        services.GetRequiredService<IOptions<LimitingOptions>>().Value.LeaseTtl.ShouldBe(TimeSpan.FromSeconds(2));
        services.GetRequiredService<IOptions<LimitingOptions>>().Value.OnRateFailure.ShouldBe(LedgerFailurePolicy.FailOpen);
    }

    [Fact]
    public void Start_BadSettingsInEveryStage_ReportsAllAtOnceWithTheFix()
    {
        var error = Should.Throw<AggregateException>(() => Validate(
        [
            ("Tollgate:Identifying:IPv4PrefixLength", "40"),
            ("Tollgate:Entitling:DefaultPlan", " "),
            ("Tollgate:Entitling:CacheCapacity", "5"),
            ("Tollgate:Limiting:Writers", "0"),
            ("Tollgate:Limiting:LeaseTtl", "01:00:00"),
        ]));

        var failures = error.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures).ToList();
        failures.Count.ShouldBe(5);
        failures.ShouldContain("Tollgate:Limiting:Writers is 0; use 1 to 16.");
        failures.ShouldContain("Tollgate:Entitling:CacheCapacity is 5; use 10 to 10000000.");
    }

    private static void Validate((string Key, string Value)[] settings)
    {
        using var services = Services(settings);
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
        services.AddTollgate();
        services.AddTollgate(); // changes nothing
        return services.BuildServiceProvider();
    }
}
