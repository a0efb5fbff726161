using System.Globalization;
using System.Text.Json.Serialization;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Replay;

/// <summary>What a plan would have done to the requests of a log.</summary>
internal sealed record SimulationResult
{
    /// <summary>Requests replayed.</summary>
    [JsonPropertyName("requests")]
    public long Requests { get; set; }

    /// <summary>Requests let through.</summary>
    [JsonPropertyName("admitted")]
    public long Admitted { get; set; }

    /// <summary>Requests refused.</summary>
    [JsonPropertyName("denied")]
    public long Denied { get; set; }

    /// <summary>Subjects with at least one refusal.</summary>
    [JsonPropertyName("denied_subjects")]
    public long DeniedSubjects { get; set; }

    /// <summary>Refusals by the window that refused, every limited window in the plan's order; of several that refuse, the one that opens again last. The numbers add up to <see cref="Denied"/>.</summary>
    [JsonPropertyName("denied_by_window")]
    public Dictionary<string, long> DeniedByWindow { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines of the log that were no entries; they are not among the requests.</summary>
    [JsonPropertyName("malformed")]
    public long Malformed { get; set; }

    /// <summary>Writes it.</summary>
    public void Write(Report report)
    {
        if (report.TryWriteJson(this))
        {
            return;
        }

        report.Table(["Requests", ">Count", ">Share"],
        [
            ["replayed", Count(Requests), ""],
            ["admitted", Count(Admitted), Share(Admitted)],
            ["denied", Count(Denied), Share(Denied)],
            .. DeniedByWindow.Select(w => (string?[])[$"  by {w.Key}", Count(w.Value), Share(w.Value)]),
        ]);
        report.Line($"{Count(DeniedSubjects)} subjects were refused at least once. {Count(Malformed)} lines were not log entries.");
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private string Share(long count) => Requests == 0 ? "" : ((double)count / Requests).ToString("P1", CultureInfo.InvariantCulture);
}
