using System.Diagnostics;
using System.Text.Json;

namespace Tollgate.Benchmarks.Nodes;

/// <summary>Node processes that work at the same time.</summary>
internal sealed class NodeFleet : IDisposable
{
    private readonly List<Process> _processes = [];

    /// <summary>Starts them, lets them begin together and waits for what they counted.</summary>
    /// <exception cref="InvalidOperationException">A process ended early.</exception>
    public async Task<IReadOnlyList<NodeResult>> RunAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        for (var node = 0; node < settings.Nodes; node++)
        {
            _processes.Add(Start());
            await _processes[node].StandardInput.WriteLineAsync(JsonSerializer.Serialize(settings).AsMemory(), cancellationToken);
        }

        foreach (var process in _processes)
        {
            await ReadAsync(process, cancellationToken);
        }

        foreach (var process in _processes)
        {
            await process.StandardInput.WriteLineAsync("go".AsMemory(), cancellationToken);
        }

        var lines = await Task.WhenAll(_processes.Select(p => ReadAsync(p, cancellationToken)));
        return [.. lines.Select(l => JsonSerializer.Deserialize<NodeResult>(l)!)];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(NodeFleet).Assembly.Location);
        }

        start.ArgumentList.Add(NodeProcess.Argument);
        return Process.Start(start) ?? throw new InvalidOperationException("A node process did not start.");
    }

    private static async Task<string> ReadAsync(Process process, CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken)
        ?? throw new InvalidOperationException("A node process ended early; its errors are above.");
}
