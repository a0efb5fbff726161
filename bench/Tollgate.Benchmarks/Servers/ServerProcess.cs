using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Benchmarks.Servers;

/// <summary>A server on this machine with a folder of its own; it ends with this process, also when the process is killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // Holds the server until its standard input ends, which it does whenever and however the benchmark ends. A trap instead of
    // ignored signals, because the server would inherit those.
    private const string Keeper = """
        trap : INT TERM HUP
        folder=$1; shift
        cd "$folder" || exit 1
        "$@" >output 2>&1 </dev/null &
        server=$!
        echo "$server"
        while read -r _; do :; done
        kill -TERM "$server" 2>/dev/null
        for _ in $(seq 100); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
        kill -KILL "$server" 2>/dev/null
        wait
        cd / && rm -rf "$folder"
        """;

    private readonly Process _keeper;

    private ServerProcess(Process keeper, int id, string folder)
    {
        _keeper = keeper;
        Id = id;
        Folder = folder;
    }

    /// <summary>Of the server's process.</summary>
    public int Id { get; }

    /// <summary>Where it runs; removed when it ends.</summary>
    public string Folder { get; }

    /// <summary>A folder for a server.</summary>
    public static string CreateFolder() => Directory.CreateTempSubdirectory("tollgate-bench-").FullName;

    /// <summary>Starts one.</summary>
    /// <param name="folder">From <see cref="CreateFolder"/>.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">Variables beside those of this process; null for none.</param>
    /// <exception cref="InvalidOperationException">The shell that keeps it did not start.</exception>
    public static async Task<ServerProcess> StartAsync(
        string folder, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("sh", ["-c", Keeper, "sh", folder, .. command]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var keeper = Process.Start(start) ?? throw new InvalidOperationException("The shell did not start.");
        return int.TryParse(await keeper.StandardOutput.ReadLineAsync(), out var id)
            ? new ServerProcess(keeper, id, folder)
            : throw new InvalidOperationException($"The shell can't work in {folder}.");
    }

    /// <summary>Waits until a question gets its answer.</summary>
    /// <exception cref="InvalidOperationException">It did not within half a minute; the message has what the server said.</exception>
    public async Task WaitAsync(string what, Func<Task<bool>> isReady, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(isReady))
        {
            if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(30) || !Directory.Exists($"/proc/{Id}"))
            {
                throw new InvalidOperationException($"{what} did not start: {await OutputAsync(cancellationToken)}");
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The end of what the server said.</summary>
    public async Task<string> OutputAsync(CancellationToken cancellationToken) =>
        string.Join('\n', (await File.ReadAllLinesAsync(Path.Combine(Folder, "output"), cancellationToken)).TakeLast(20));

    /// <summary>Asks it to end, insists after ten seconds, and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private static async Task<bool> IsReadyAsync(Func<Task<bool>> isReady)
    {
        try
        {
            return await isReady();
        }
        catch (Exception exception) when (exception is SocketException or HttpRequestException or IOException)
        {
            return false;
        }
    }
}
