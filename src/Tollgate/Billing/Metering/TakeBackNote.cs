using System.Globalization;

namespace Tollgate.Billing.Metering;

/// <summary>What is noted in an event before the provider is asked to take it back, and read again by whoever asks next.</summary>
/// <remarks>
/// A provider repeats a 5xx for a day to the same idempotency key, so the next question needs a new one. Without any answer the question stays the same: if the
/// first got through, the provider repeats its yes. Which question is the next one must outlive the node, and every node must find the same.
/// </remarks>
internal static class TakeBackNote
{
    private const string Text = "Asked to take it back; no answer yet.";
    private const string Anew = "Asked to take it back, answers that failed so far: ";

    /// <summary>The note for a generation, from 0.</summary>
    public static string Of(int generation) => generation == 0 ? Text : string.Create(CultureInfo.InvariantCulture, $"{Anew}{generation}.");

    /// <summary>The generation of the next question; 0 where nothing is noted.</summary>
    public static int GenerationOf(string? note) =>
        note is not null && note.StartsWith(Anew, StringComparison.Ordinal)
        && int.TryParse(note.AsSpan(Anew.Length).TrimEnd('.'), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : 0;
}
