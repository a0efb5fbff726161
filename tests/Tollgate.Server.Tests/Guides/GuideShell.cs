using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.Server.Tests.Guides;

/// <summary>
/// Runs the steps of a guide in one bash, as a reader does in one terminal. Three things differ from the page: <c>tollgate</c> is the program that was
/// built, the three ports are free ones, and the folder and database are the test's.
/// </summary>
internal sealed class GuideShell(TestFolder folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // some thirty processes; a busy machine starts them slowly

    private readonly int _gateway = FreePort();
    private readonly int _admin = FreePort();
    private readonly int _stripe = FreePort();

    /// <summary>What each step printed, by its place; steps that were not reached are missing.</summary>
    public async Task<(int ExitCode, IReadOnlyList<string> Outputs, string Error)> RunAsync(IReadOnlyList<GuideStep> steps, CancellationToken cancellationToken)
    {
        var mark = $"@@{Guid.NewGuid():N}@@";
        var start = new ProcessStartInfo("bash", [folder.Write("guide.sh", Script(steps, mark))])
        {
            WorkingDirectory = folder[""],
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Tollgate__Database"] = folder.DatabasePath;
        start.Environment["Tollgate__Server__Urls"] = $"http://127.0.0.1:{_gateway}";
        start.Environment["Tollgate__Server__AdminUrls"] = $"http://127.0.0.1:{_admin}";
        start.Environment["Tollgate__Limiting__DecisionTimeout"] = "00:00:30"; // a busy machine is slow, and its refusals would look like limits
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, (await output).Split(mark)[1..], await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private string Script(IReadOnlyList<GuideStep> steps, string mark)
    {
        var script = new StringBuilder($$"""
            set -euo pipefail
            tollgate() {
              if [ "$1 ${2:-}" = 'stripe fake' ]; then set -- "$@" --port {{_stripe}} --gateway http://127.0.0.1:{{_gateway}}; fi
              if [ "$BASHPID" != "$$" ]; then exec dotnet '{{Path.Combine(AppContext.BaseDirectory, "Tollgate.Server.dll")}}' "$@"; fi
              dotnet '{{Path.Combine(AppContext.BaseDirectory, "Tollgate.Server.dll")}}' "$@"
            }
            end() { code=$?; if [ "$code" != 0 ]; then tail -n 20 ./*.log >&2; fi; kill $(jobs -p) 2>/dev/null || true; exit "$code"; }
            trap end EXIT

            """.ReplaceLineEndings("\n"));
        foreach (var step in steps)
        {
            script.Append("echo '").Append(mark).Append("'\n").Append(step.Commands
                .Replace("127.0.0.1:8080", $"127.0.0.1:{_gateway}", StringComparison.Ordinal)
                .Replace("127.0.0.1:8081", $"127.0.0.1:{_admin}", StringComparison.Ordinal)
                .Replace("127.0.0.1:12111", $"127.0.0.1:{_stripe}", StringComparison.Ordinal));
        }

        return script.ToString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
