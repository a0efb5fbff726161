using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;

namespace Tollgate.Benchmarks;

/// <summary>One decision over four windows on one thread: durable and exact from leases, against the framework's in-memory limiter.</summary>
public class DecisionBenchmarks
{
    private static readonly (Window Window, TimeSpan Length)[] Windows =
    [
        (Window.Minute, TimeSpan.FromMinutes(1)), (Window.Hour, TimeSpan.FromHours(1)), (Window.Day, TimeSpan.FromDays(1)), (Window.Month, TimeSpan.FromDays(30)),
    ];

    private string _folder = "";
    private ServiceProvider _services = null!;
    private IRateLimiter _limiter = null!;
    private PartitionedRateLimiter<string> _framework = null!;
    private Entitlement[] _callers = [];
    private string[] _keys = [];
    private int _next;

    /// <summary>Subjects that requests come from in turn.</summary>
    [Params(1, 10_000)]
    public int Subjects { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("tollgate-bench-").FullName;
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        await BenchmarkLedger.AddAsync(services, Path.Combine(_folder, "ledger.db"));
        services.Configure<LimitingOptions>(o => (o.DecisionTimeout, o.Writers) = (TimeSpan.FromSeconds(10), 1));
        services.AddTollgateLimiting();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<LedgerPump>().Start();
        _limiter = _services.GetRequiredService<IRateLimiter>();
        _callers = [.. Enumerable.Range(1, Subjects).Select(CallerOf)];
        _keys = [.. _callers.Select(c => c.Subject)];
        _framework = PartitionedRateLimiter.CreateChained([.. Windows.Select(w => FrameworkLimiter(w.Length))]);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(_callers.Select(c => _limiter.AcquireAsync(c, null, 1, CancellationToken.None).AsTask()));
        }
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _services.DisposeAsync();
        await _framework.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async ValueTask<bool> Tollgate_Leased()
    {
        var decision = await _limiter.AcquireAsync(_callers[Next()], null, 1, CancellationToken.None);
        return decision.IsAdmitted ? true : throw new InvalidOperationException("An unlimited caller was refused.");
    }

    [Benchmark(Baseline = true)]
    public bool AspNetCore_FourChainedFixedWindows()
    {
        using var lease = _framework.AttemptAcquire(_keys[Next()]);
        return lease.IsAcquired ? true : throw new InvalidOperationException("An unlimited caller was refused.");
    }

    private int Next() => _next = _next + 1 >= Subjects ? 0 : _next + 1;

    private static Entitlement CallerOf(int id) => new()
    {
        Subject = User.SubjectOf(id),
        UserId = id,
        Plan = new Plan { Name = "bench" },
        Limits = [.. Windows.Select(w => new WindowLimit(w.Window, 1_000_000_000_000))],
    };

    private static PartitionedRateLimiter<string> FrameworkLimiter(TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = 1_000_000_000, Window = window, QueueLimit = 0 }));
}
