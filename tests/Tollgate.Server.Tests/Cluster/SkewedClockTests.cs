using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Server.Databases;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Cluster;

public sealed class SkewedClockTests(PostgresServer postgres)
{
    private const int Limit = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Enforcement.Leased)]
    [InlineData(Enforcement.Strict)]
    public async Task Rollover_UnderLoadOnNodesFiveMinutesApart_AdmitsAtMostTheLimitInEachWindow(Enforcement enforcement)
    {
        var database = DatabaseTarget.Parse(await postgres.CreateDatabaseAsync());
        using var right = await StartAsync(database, TimeSpan.Zero);
        using var wrong = await StartAsync(database, TimeSpan.FromMinutes(5));
        var admitted = new ConcurrentDictionary<DateTimeOffset, int>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        end.CancelAfter(TimeSpan.FromSeconds(9));

        await Task.WhenAll(
            CallAsync(right, enforcement, admitted, end.Token),
            CallAsync(right, enforcement, admitted, end.Token),
            CallAsync(wrong, enforcement, admitted, end.Token),
            CallAsync(wrong, enforcement, admitted, end.Token));

        admitted.Count.ShouldBeGreaterThan(3, "windows of two seconds, nine seconds of load");
        admitted.Values.ShouldAllBe(count => count <= Limit);
        admitted.OrderBy(w => w.Key).Skip(1).SkipLast(1).Sum(w => w.Value)
            .ShouldBeGreaterThan((admitted.Count - 2) * Limit * 3 / 4, "units on lease must not be lost from window to window");
        await Task.WhenAll(right.StopAsync(Cancel), wrong.StopAsync(Cancel));
    }

    private static async Task<IHost> StartAsync(DatabaseTarget database, TimeSpan shift)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(new ShiftedTime(shift));
        builder.Services.AddTollgateOn(database, builder.Configuration);
        builder.Services.Configure<LimitingOptions>(o => o.DecisionTimeout = TimeSpan.FromSeconds(60));
        var host = builder.Build();
        await host.Services.GetRequiredService<SetUp>().RunAsync(null, Cancel);
        await host.StartAsync(Cancel);
        return host;
    }

    private static async Task CallAsync(
        IHost host, Enforcement enforcement, ConcurrentDictionary<DateTimeOffset, int> admitted, CancellationToken cancellationToken)
    {
        var limiter = host.Services.GetRequiredService<IRateLimiter>();
        var entitlement = new Entitlement
        {
            Subject = "user_1",
            UserId = 1,
            Plan = new Plan { Name = "test", Enforcement = enforcement },
            Limits = [new WindowLimit(Window.Parse("PT2S"), Limit), new WindowLimit(Window.Day, 1_000_000)],
        };
        while (!cancellationToken.IsCancellationRequested)
        {
            var decision = await limiter.AcquireAsync(entitlement, null, 1, CancellationToken.None);
            if (decision.IsAdmitted)
            {
                var window = decision.Windows.First(w => w.Window.Name == "PT2S");
                admitted.AddOrUpdate(window.StartsAt, 1, (_, count) => count + 1);
            }

            await Task.Delay(1, CancellationToken.None);
        }
    }
}
