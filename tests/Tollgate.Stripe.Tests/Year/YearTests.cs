using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Simulated time with the unmodified client, real webhooks, the real ledger, journal, sums and outbox: admitted = recorded = summed = billed.</summary>
public sealed class YearTests(ITestOutputHelper output)
{
    [Fact]
    public Task TwoMonths_WithoutFaults_AreBilledExactly() => LiveAsync(new YearOptions(Seed: 1, Customers: 5, Days: 60, HasFaults: false));

    private async Task LiveAsync(YearOptions options)
    {
        var watch = Stopwatch.StartNew();
        await using var world = await YearSimulation.RunAsync(options);
        var lived = watch.Elapsed;
        var proof = await YearProof.OfAsync(world);
        await proof.ShouldHoldAsync();
        output.WriteLine($"{options}: {world.Customers.Sum(c => c.Units):N0} units admitted, {proof.Sent:N0} sent, {proof.Carried:N0} of them carried; {lived.TotalSeconds:0} s, proof {(watch.Elapsed - lived).TotalSeconds:0} s.");
        proof.Sent.ShouldBePositive();
    }
}
