using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Tests.Processes;

/// <summary>The real executable as a child process, serving on free ports: for tests with several nodes, signals and kills.</summary>
internal sealed class TollgateProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // a busy machine compiles slowly

    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private TollgateProcess(Process process) => _process = process;

    /// <summary>What the process said when it was ready: publicUrls, adminUrls, http2Urls, upstream, demoUsers.</summary>
    public JsonElement Ready { get; private set; }

    /// <summary>Base address of public traffic.</summary>
    public Uri PublicUrl => new(Ready.GetProperty("publicUrls")[0].GetString()!);

    /// <summary>Base address of administration.</summary>
    public Uri AdminUrl => new(Ready.GetProperty("adminUrls")[0].GetString()!);

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Starts <c>tollgate serve</c> on free ports and waits until it listens.</summary>
    /// <param name="database">What <c>--database</c> gets.</param>
    /// <param name="options">More options, e.g. "--demo-upstream" or "--upstream", "http://127.0.0.1:5000".</param>
    /// <param name="environment">Settings, e.g. ("Tollgate__Limiting__LeaseTtl", "00:00:02"); null for none.</param>
    /// <param name="cancellationToken">Gives up; the process is killed.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has its standard error.</exception>
    public static async Task<TollgateProcess> ServeAsync(
        string database, IEnumerable<string> options, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken)
    {
        string[] words =
        [
            "serve", "--database", database, "--urls", "http://127.0.0.1:0", "--admin-urls", "http://127.0.0.1:0", "--output", "json", .. options,
        ];
        var started = new TollgateProcess(Start(words, environment));
        try
        {
            await started.WaitUntilReadyAsync(cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs any command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IEnumerable<string> words, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(words, environment);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Ends the process as kill -9 does: nothing is handed back.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks the process to stop as Ctrl-C does, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("INT", cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by name, e.g. "STOP" and "CONT" to pause and wake it.</summary>
    public async Task SignalAsync(string name, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Start(IEnumerable<string> words, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Tollgate.Server.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Tollgate__Limiting__DecisionTimeout"] = "00:00:30"; // a busy machine is slow, and its refusals would look like limits
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var line = await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException($"tollgate serve ended before it was ready: {Error}");
            Ready = JsonDocument.Parse(line).RootElement;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"tollgate serve was not ready within {Patience}: {Error}");
        }
    }
}
