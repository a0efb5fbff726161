using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tollgate.Benchmarks.Harness;

namespace Tollgate.Benchmarks.Http;

/// <summary>wrk: 64 connections that stay open, on two threads.</summary>
internal static class LoadGenerator
{
    /// <summary>Connections.</summary>
    public const int Connections = 64;

    private const string Script = """
        done = function(summary, latency, requests)
          io.write(string.format('\n{"requests":%d,"microseconds":%d,"faults":%d,"latencies":[', summary.requests, summary.duration,
            summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
          for i = 1, 999 do io.write(string.format('%s%d', i > 1 and ',' or '', latency:percentile(i / 10))) end
          io.write(']}\n')
        end
        """;

    /// <summary>Sends requests for a time.</summary>
    /// <returns>What was answered; latencies are a thousand quantiles.</returns>
    /// <exception cref="InvalidOperationException">wrk is not installed, or a request failed or was refused.</exception>
    public static async Task<Sample> RunAsync(string url, string apiKey, TimeSpan duration, CancellationToken cancellationToken)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script, cancellationToken);
            var seconds = Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            string[] arguments = ["-t2", $"-c{Connections}", $"-d{seconds}", "-s", script, "-H", $"X-API-Key: {apiKey}", url];
            using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })
                ?? throw new InvalidOperationException("wrk did not start.");
            var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
            await wrk.WaitForExitAsync(cancellationToken);
            return Read(url, output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static Sample Read(string url, string output)
    {
        var answer = Array.Find(output.Split('\n'), l => l.StartsWith('{')) is { } line ? JsonSerializer.Deserialize<Answer>(line, JsonSerializerOptions.Web) : null;
        if (answer is not { Requests: > 0, Faults: 0 })
        {
            throw new InvalidOperationException($"{url}: {answer?.Faults} requests failed or were refused.\n{output.Split("\n{")[0]}");
        }

        var latencies = new Latencies();
        Array.ForEach(answer.Latencies, microseconds => latencies.AddNanoseconds((long)(microseconds * 1_000)));
        return new Sample(answer.Requests, TimeSpan.FromMicroseconds(answer.Microseconds), latencies, AllocatedBytes: null);
    }

    private sealed record Answer(long Requests, long Microseconds, long Faults, double[] Latencies);
}
