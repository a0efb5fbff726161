using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>What /metrics answered, taken apart.</summary>
internal sealed partial class Scrape(string text)
{
    /// <summary>The answer itself.</summary>
    public string Text { get; } = text;

    /// <summary>Names of all samples, with _total, _bucket, _sum and _count.</summary>
    public IReadOnlySet<string> Names { get; } = Sample().Matches(text).Select(m => m.Groups["name"].Value).ToHashSet();

    /// <summary>Names of all label keys.</summary>
    public IReadOnlySet<string> Labels { get; } = Label().Matches(text).Select(m => m.Groups["key"].Value).ToHashSet();

    /// <summary>The sum of a metric's samples that have a label text.</summary>
    public double Sum(string name, string label = "") => Sample().Matches(Text)
        .Where(m => m.Groups["name"].Value == name && m.Groups["labels"].Value.Contains(label, StringComparison.Ordinal))
        .Sum(m => double.Parse(m.Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Fetches the metrics of a node.</summary>
    public static async Task<Scrape> FetchAsync(Uri admin, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = admin };
        return new Scrape(await client.GetStringAsync("/metrics", cancellationToken));
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(\{(?<labels>.*)\})? (?<value>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"[{,](?<key>[a-z_]+)=""")]
    private static partial Regex Label();
}
