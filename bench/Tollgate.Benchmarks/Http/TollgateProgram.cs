using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Http;

/// <summary>The program that operators run, as it is published.</summary>
internal static class TollgateProgram
{
    private const string Plan = """{"plans":[{"name":"bench","limits":{"minute":1000000000,"hour":10000000000,"day":100000000000,"month":1000000000000}}]}""";

    /// <summary>Where bench.sh publishes it.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine("artifacts", "bench", "server", "Tollgate.Server"));

    /// <summary>Sets a database up and adds a plan of four windows and a user.</summary>
    /// <param name="database">What <c>--database</c> accepts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The user's key.</returns>
    public static async Task<string> PrepareAsync(string database, CancellationToken cancellationToken)
    {
        await RunAsync(["setup", "--database", database], cancellationToken);
        var plans = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(plans, Plan, cancellationToken);
            await RunAsync(["plans", "apply", plans, "--database", database], cancellationToken);
        }
        finally
        {
            File.Delete(plans);
        }

        var user = await RunAsync(["users", "add", "bench", "--plan", "bench", "--database", database, "--output", "json"], cancellationToken);
        return JsonDocument.Parse(user).RootElement.GetProperty("apiKey").GetString()!;
    }

    /// <summary>Starts the gateway.</summary>
    /// <param name="database">What <c>--database</c> accepts.</param>
    /// <param name="port">Of public traffic.</param>
    /// <param name="adminPort">Of administration.</param>
    /// <param name="upstream">What it forwards to.</param>
    public static Task<ServerProcess> ServeAsync(string database, int port, int adminPort, string upstream) => ServerProcess.StartAsync(
        ServerProcess.CreateFolder(),
        [
            Path, "serve", "--database", database, "--upstream", upstream,
            "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            "--admin-urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{adminPort}"),
        ],
        new Dictionary<string, string> { ["Tollgate__Limiting__DecisionTimeout"] = "00:00:10" });

    private static async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path))
        {
            throw new InvalidOperationException($"{Path} is missing; ./bench.sh publishes it.");
        }

        using var process = Process.Start(new ProcessStartInfo(Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"tollgate {arguments[0]} ended with {process.ExitCode}: {await errors}");
    }
}
