using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Simulated time with the unmodified client, real webhooks, the real ledger, journal, sums and outbox: admitted = recorded = summed = billed.</summary>
public sealed class YearTests(ITestOutputHelper output)
{
    [Fact]
    public Task TwoMonths_WithoutFaults_AreBilledExactly() => LiveAsync(new YearOptions(Seed: 1, Customers: 12, Days: 60, HasFaults: false));

    /// <summary>A short life by default; TOLLGATE_YEAR_CUSTOMERS=200 and TOLLGATE_YEAR_DAYS=365 make it the whole year, which takes about ten minutes.</summary>
    [Fact]
    public Task Life_WithFaults_IsBilledExactly() => LiveAsync(
        new YearOptions(Seed: Setting("SEED", 7), Customers: Setting("CUSTOMERS", 25), Days: Setting("DAYS", 40), HasFaults: true));

    /// <summary>Other seeds and sizes by environment, to search for a history that does not add up.</summary>
    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable($"TOLLGATE_YEAR_{name}") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : value;

    private async Task LiveAsync(YearOptions options)
    {
        var watch = Stopwatch.StartNew();
        await using var world = await YearSimulation.RunAsync(options);
        var lived = watch.Elapsed;
        var proof = await YearProof.OfAsync(world);
        await proof.ShouldHoldAsync();
        output.WriteLine($"{options}: {world.Customers.Sum(c => c.Units):N0} units admitted, {proof.Sent:N0} sent, {proof.Carried:N0} of them carried, {proof.Lost:N0} too late for the last invoice; {lived.TotalSeconds:0} s, proof {(watch.Elapsed - lived).TotalSeconds:0} s.");
        output.WriteLine(string.Join(", ", world.Faults.Counts.Select(c => $"{c.Value} {c.Key}")));
        proof.Sent.ShouldBePositive();
    }
}
