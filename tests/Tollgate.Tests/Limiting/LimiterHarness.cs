using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Testing;

namespace Tollgate.Tests.Limiting;

/// <summary>The real limiter on the reference ledger, with a clock that the test moves.</summary>
internal sealed class LimiterHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public LimiterHarness(Action<LimitingOptions>? configure = null, IQuotaLedger? ledger = null, FakeTimeProvider? time = null)
    {
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero));
        Ledger = new CountingLedger(ledger ?? new InMemoryQuotaLedger(() => Time.GetUtcNow().ToUnixTimeMilliseconds()));
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IQuotaLedger>(Ledger);
        services.Configure<LimitingOptions>(o => o.DecisionTimeout = TimeSpan.FromSeconds(30));
        services.Configure<LimitingOptions>(o => configure?.Invoke(o));
        services.AddTollgateLimiting();
        _services = services.BuildServiceProvider();
        Limiter = _services.GetRequiredService<IRateLimiter>();
        Book = _services.GetRequiredService<LeaseBook>();
        Pump = _services.GetRequiredService<LedgerPump>();
        Pump.Start();
    }

    public FakeTimeProvider Time { get; }

    public CountingLedger Ledger { get; }

    public IRateLimiter Limiter { get; }

    public LeaseBook Book { get; }

    public LedgerPump Pump { get; }

    public static Entitlement Entitle(params (string Window, long Limit)[] limits) => new()
    {
        Subject = "user_42",
        UserId = 42,
        Plan = new Plan { Name = "test" },
        Limits = [.. limits.Select(l => new WindowLimit(Window.Parse(l.Window), l.Limit))],
    };

    public static PlanScope Group(string name, params (string Window, long Limit)[] limits) => new()
    {
        Name = name,
        Limits = [.. limits.Select(l => new WindowLimit(Window.Parse(l.Window), l.Limit))],
    };

    public ValueTask<Decision> AcquireAsync(Entitlement entitlement, long cost = 1, PlanScope? group = null) =>
        Limiter.AcquireAsync(entitlement, group, cost, CancellationToken.None);

    public async Task<int> CountAdmittedAsync(Entitlement entitlement, int requests)
    {
        var admitted = 0;
        for (var i = 0; i < requests; i++)
        {
            admitted += (await AcquireAsync(entitlement)).IsAdmitted ? 1 : 0;
        }

        return admitted;
    }

    public async Task<long> UsedAsync(string subject, string scope, int slot)
    {
        var reading = await Ledger.ReadAsync(subject, CancellationToken.None);
        return reading.Rows.FirstOrDefault(r => r.Scope == scope)?.Used[slot] ?? 0;
    }

    /// <summary>Moves the clock in small steps, so that ticks happen, until a condition holds.</summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> condition, TimeSpan atMost)
    {
        for (var passed = TimeSpan.Zero; passed <= atMost; passed += TimeSpan.FromMilliseconds(20))
        {
            if (await condition())
            {
                return;
            }

            Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(1);
        }

        throw new TimeoutException($"The condition did not hold within {atMost} of the test's clock.");
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();
}
