using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Shows a new key.</summary>
internal static class KeyReport
{
    /// <summary>Writes the text of a new key for people.</summary>
    public static void WriteOnce(Report report, CreatedApiKey key)
    {
        report.Line($"API key: {key.Text}");
        report.Line("It is shown this once; only its hash is stored.");
    }

    /// <summary>A new key in JSON, with its text.</summary>
    public static object Shape(CreatedApiKey key, string? user) => new
    {
        apiKey = key.Text,
        keyId = key.Key.Id,
        key.Key.Subject,
        user,
        key.Key.Name,
        key.Key.LastFour,
        key.Key.ExpiresAt,
        limits = PlanReport.LimitsShape(key.Key.Limits),
    };
}
