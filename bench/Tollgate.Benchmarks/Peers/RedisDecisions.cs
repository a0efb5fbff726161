using System.Globalization;
using StackExchange.Redis;
using Tollgate.Benchmarks.Harness;

namespace Tollgate.Benchmarks.Peers;

/// <summary>Redis with one script that checks four fixed windows and counts in all or none of them.</summary>
internal sealed class RedisDecisions(string id, bool isDurable, int subjects, int callers) : Contender
{
    private const string Script = """
        for i = 1, #KEYS do
          if tonumber(redis.call('GET', KEYS[i]) or '0') + 1 > tonumber(ARGV[1]) then return 0 end
        end
        for i = 1, #KEYS do
          if redis.call('INCR', KEYS[i]) == 1 then redis.call('EXPIRE', KEYS[i], ARGV[i + 1]) end
        end
        return 1
        """;

    private static readonly long[] Lengths = [60, 3_600, 86_400, 2_592_000];

    private readonly RedisValue[] _arguments = [Decisions.FourWindows.Limit, .. Lengths.Select(l => (RedisValue)l)];
    private readonly Keys[] _keys = [.. Enumerable.Range(1, subjects).Select(i => new Keys(i))];
    private RedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;
    private IDatabase _database = null!;
    private byte[] _hash = [];
    private long _admitted;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What =>
        $"Redis, one script for four windows, {(isDurable ? "append-only file flushed always" : "no persistence")}, {subjects:N0} subject{(subjects == 1 ? "" : "s")}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => isDurable;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = await RedisServer.StartAsync(isDurable, cancellationToken);
        _connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_server.Port.ToString(CultureInfo.InvariantCulture)},allowAdmin=true,asyncTimeout=60000");
        _database = _connection.GetDatabase();
        _hash = await _connection.GetServers()[0].ScriptLoadAsync(Script);
        await RunAsync(TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var sample = await new ClosedLoop(callers).RunAsync(duration, DecideAsync, cancellationToken);
        _admitted += sample.Operations;
        return sample;
    }

    /// <inheritdoc />
    public override async Task<long?> CountStatementsAsync(CancellationToken cancellationToken)
    {
        var statistics = await _connection.GetServers()[0].InfoAsync("commandstats");
        var calls = statistics[0].FirstOrDefault(s => s.Key == "cmdstat_evalsha").Value?.Split("calls=")[1].Split(',')[0];
        return long.Parse(calls ?? "0", CultureInfo.InvariantCulture);
    }

    /// <summary>The month windows hold what was admitted.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var month = Lengths.Length - 1;
        var used = await _database.StringGetAsync([.. _keys.Select(k => k.At(DateTimeOffset.UtcNow.ToUnixTimeSeconds())[month])]);
        if (used.Sum(v => (long?)v ?? 0) is var sum && sum != _admitted)
        {
            throw new InvalidOperationException($"{id}: {_admitted:N0} units were admitted, and Redis holds {sum:N0}.");
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async ValueTask DecideAsync(int caller, long number)
    {
        var keys = _keys[(caller + (number * callers)) % subjects].At(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        if ((int)await _database.ScriptEvaluateAsync(_hash, keys, _arguments) != 1)
        {
            throw new InvalidOperationException("A caller far below its limits was refused.");
        }
    }

    /// <summary>A subject's keys, built once a minute and not for every decision, which would measure the building of text.</summary>
    private sealed class Keys(int subject)
    {
        private (long Minute, RedisKey[] Keys) _current;

        public RedisKey[] At(long second)
        {
            var (minute, keys) = _current;
            if (keys is null || minute != second / 60)
            {
                keys = [.. Lengths.Select(l => (RedisKey)string.Create(CultureInfo.InvariantCulture, $"user_{subject}:{l}:{second / l}"))];
                _current = (second / 60, keys);
            }

            return keys;
        }
    }
}
