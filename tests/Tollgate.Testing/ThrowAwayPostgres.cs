using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Testing;

/// <summary>A server in a folder of its own under /tmp. It ends with this process, also when the process is killed.</summary>
public sealed class ThrowAwayPostgres : IAsyncDisposable
{
    // Holds the server until its standard input ends, which it does whenever and however the test process ends.
    // pg_ctl must not inherit the output pipe: the server would keep it open. Only initdb skips fsync.
    private const string Keeper = """
        trap '' INT TERM HUP
        bin=$1; port=$2; primary=$3; extra=$4
        dir=$(mktemp -d /tmp/tollgate-pg-XXXXXX) && cd "$dir" || exit 1
        options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c fsync=on -c max_connections=400 $extra"
        if [ -n "$primary" ]; then
          "$bin/pg_basebackup" -h 127.0.0.1 -p "$primary" -U tollgate -D "$dir/data" -R -X stream -c fast --no-sync >"$dir/log" 2>&1 </dev/null
        else
          "$bin/initdb" -D "$dir/data" -U tollgate --auth=trust --encoding=UTF8 --no-locale --no-sync >"$dir/log" 2>&1 </dev/null
        fi &&
        "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -o "$options" start >/dev/null 2>&1 </dev/null
        if [ $? -eq 0 ]; then
          echo ready
          while read -r order; do
            "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -m immediate -w -t 60 -o "$options" "$order" >/dev/null 2>&1 </dev/null && echo "$order" || echo "no $order"
          done
        else tail -n 20 "$dir/log"; fi
        "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 </dev/null
        cd / && rm -rf "$dir"
        """;

    private readonly Process _keeper;

    private readonly string _binaries;
    private readonly string _options;
    private readonly int _port;

    private ThrowAwayPostgres(Process keeper, string binaries, int port, string options)
    {
        _keeper = keeper;
        _binaries = binaries;
        _port = port;
        _options = options;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=tollgate;Database=postgres";
    }

    /// <summary>The maintenance database.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server on a free port; another program may take the port first, so there are three attempts.</summary>
    /// <param name="binaries">The folder of initdb and pg_ctl; see <see cref="PostgresBinaries.Find"/>.</param>
    /// <param name="options">Further options of the server, e.g. "-c work_mem=64MB".</param>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its log.</exception>
    public static Task<ThrowAwayPostgres> StartAsync(string binaries, string options = "") => StartAsync(binaries, "", options);

    /// <summary>Starts a standby that streams from this server; it has everything that was committed so far.</summary>
    public Task<ThrowAwayPostgres> StartReplicaAsync() => StartAsync(_binaries, _port.ToString(System.Globalization.CultureInfo.InvariantCulture), _options);

    private static async Task<ThrowAwayPostgres> StartAsync(string binaries, string primaryPort, string options)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var keeper = Process.Start(KeeperOf(binaries, port, primaryPort, options)) ?? throw new InvalidOperationException("The shell did not start.");
            if (await keeper.StandardOutput.ReadLineAsync() is "ready")
            {
                return new ThrowAwayPostgres(keeper, binaries, port, options);
            }

            keeper.StandardInput.Close();
            var log = await keeper.StandardOutput.ReadToEndAsync();
            keeper.Dispose();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"PostgreSQL from {binaries} did not start on port {port}:\n{log}");
            }
        }
    }

    /// <summary>Restarts the server as after a crash: all connections break, and it recovers from its log.</summary>
    /// <exception cref="InvalidOperationException">It did not come back.</exception>
    public Task RestartAsync(CancellationToken cancellationToken) => OrderAsync("restart", cancellationToken);

    /// <summary>Stops the server as a crash does; <see cref="ResumeAsync"/> starts it again with what it had.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => OrderAsync("stop", cancellationToken);

    /// <summary>Starts a stopped server again, on the same port.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => OrderAsync("start", cancellationToken);

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task OrderAsync(string order, CancellationToken cancellationToken)
    {
        await _keeper.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await _keeper.StandardInput.FlushAsync(cancellationToken);
        if (await _keeper.StandardOutput.ReadLineAsync(cancellationToken) != order)
        {
            throw new InvalidOperationException($"PostgreSQL did not {order}.");
        }
    }

    // The server refuses to run as root. The PATH of a cron job or a build machine may lack /usr/sbin.
    private static string RunAs => File.Exists("/usr/sbin/runuser") ? "/usr/sbin/runuser" : "runuser";

    private static ProcessStartInfo KeeperOf(string binaries, int port, string primaryPort, string options)
    {
        string[] shell = ["sh", "-c", Keeper, "sh", binaries, port.ToString(System.Globalization.CultureInfo.InvariantCulture), primaryPort, options];
        string[] command = Environment.IsPrivilegedProcess ? [RunAs, "-u", "postgres", "--", .. shell] : shell;
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
