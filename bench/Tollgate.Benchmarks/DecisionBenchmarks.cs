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

/// <summary>One decision over four windows from all cores: durable and exact from leases, against the framework's in-memory limiter.</summary>
public class DecisionBenchmarks
{
    private static readonly (Window Window, TimeSpan Length)[] Windows =
    [
        (Window.Minute, TimeSpan.FromMinutes(1)), (Window.Hour, TimeSpan.FromHours(1)), (Window.Day, TimeSpan.FromDays(1)), (Window.Month, TimeSpan.FromDays(30)),
    ];

    private const int Callers = 64;
    private const int Decisions = 64 * 5_000;

    private string _folder = "";
    private ServiceProvider _services = null!;
    private IRateLimiter _limiter = null!;
    private PartitionedRateLimiter<string> _framework = null!;
    private Entitlement[] _callers = [];
    private string[] _keys = [];

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
        for (var round = 0; round < 4; round++)
        {
            await Tollgate_Leased(); // leases grow with the traffic that they see
        }
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _services.DisposeAsync();
        await _framework.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Many callers at once, as a server has them: a caller that waits for the ledger holds up no other.</summary>
    [Benchmark(OperationsPerInvoke = Decisions)]
    public Task Tollgate_Leased() => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
    {
        for (var i = 0; i < Decisions / Callers; i++)
        {
            var decision = await _limiter.AcquireAsync(_callers[(caller + (i * Callers)) % Subjects], null, 1, CancellationToken.None);
            ThrowUnless(decision.IsAdmitted);
        }
    })));

    [Benchmark(Baseline = true, OperationsPerInvoke = Decisions)]
    public Task AspNetCore_FourChainedFixedWindows() => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() =>
    {
        for (var i = 0; i < Decisions / Callers; i++)
        {
            using var lease = _framework.AttemptAcquire(_keys[(caller + (i * Callers)) % Subjects]);
            ThrowUnless(lease.IsAcquired);
        }
    })));

    private static void ThrowUnless(bool isAdmitted)
    {
        if (!isAdmitted)
        {
            throw new InvalidOperationException("A caller far below its limits was refused.");
        }
    }

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
