using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Short reads of fields that may be null.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonNode? node, string name) => node is JsonObject o && o[name] is JsonValue v ? v.ToString() : null;

    public static string Id(this JsonObject node) => node["id"]!.GetValue<string>();

    public static long? Whole(this JsonNode? node, string name) => node is JsonObject o && o[name] is JsonValue v ? long.Parse(v.ToString(), Invariant.Culture) : null;

    public static bool Is(this JsonNode? node, string name) => node is JsonObject o && o[name] is JsonValue v && v.GetValue<bool>();

    public static JsonObject? Part(this JsonNode? node, string name) => node is JsonObject o ? o[name] as JsonObject : null;

    public static decimal? Number(this JsonNode? node, string name) => node.Text(name) is { } text ? decimal.Parse(text, Invariant.Culture) : null;

    /// <summary>The elements of an embedded list object.</summary>
    public static IReadOnlyList<JsonObject> Data(this JsonNode? node, string name) =>
        node.Part(name)?["data"] is JsonArray data ? [.. data.OfType<JsonObject>()] : [];
}
