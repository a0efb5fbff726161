using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Peers;

/// <summary>A Redis of a run's own.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private RedisServer(ServerProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>On the loopback interface.</summary>
    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="isDurable">Whether every command is flushed to an append-only file before its answer; else nothing is kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or did not start.</exception>
    public static async Task<RedisServer> StartAsync(bool isDurable, CancellationToken cancellationToken)
    {
        var port = ServerProcess.FreePort();
        string[] persistence = isDurable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
        var process = await ServerProcess.StartAsync(ServerProcess.CreateFolder(),
        [
            "redis-server", "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--save", "", .. persistence,
        ]);
        try
        {
            await process.WaitAsync("redis-server", async () =>
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
                return true;
            }, cancellationToken);
            return new RedisServer(process, port);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
