using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>What a new invoice is for.</summary>
internal sealed record InvoiceRequest(JsonObject Customer, JsonObject? Subscription, string Reason, IReadOnlyList<JsonObject> Lines, long PeriodStart, long PeriodEnd)
{
    /// <summary>Whether the clock finalises and collects it.</summary>
    public bool AutoAdvance { get; init; } = true;

    public bool TakesPending { get; init; } = true;

    /// <summary>Shown but not kept; has no id.</summary>
    public bool IsPreview { get; init; }

    public string Currency { get; init; } = (Lines.Count > 0 ? Lines[0].Text("currency") : null) ?? Subscription.Text("currency") ?? Customer.Text("currency") ?? "usd";

    public string? CollectionMethod { get; init; }

    public long? DaysUntilDue { get; init; }
}
