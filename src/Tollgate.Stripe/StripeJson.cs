using System.Globalization;
using System.Text.Json;

namespace Tollgate.Stripe;

/// <summary>Reads fields of Stripe's JSON that may be missing, null or of another kind in some version of the API.</summary>
internal static class StripeJson
{
    private const long LastSecond = 253_402_300_799; // the end of the year 9999

    /// <summary>A field below others; undefined when any of them is missing.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>A text of printable characters; null for anything else.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path);
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString() is { Length: > 0 } text && !text.Any(char.IsControl) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>The id of an object, whether it stands there as a text or expanded; null for neither, or one longer than ids are.</summary>
    public static string? Reference(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path);
        var text = value.ValueKind == JsonValueKind.Object ? value.Text("id") : value.Text();
        return text is { Length: <= 255 } ? text : null;
    }

    /// <summary>A whole number; null for anything else.</summary>
    public static long? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>True or false; null for anything else.</summary>
    public static bool? Flag(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A time in Unix seconds, or as ISO 8601 in thin events; null for anything else, also for zero: nothing happened in 1970.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Number(path) is { } seconds ? seconds is > 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null
        : DateTimeOffset.TryParse(element.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time > DateTimeOffset.UnixEpoch ? time : null;

    /// <summary>The objects of a list, given as a page or as a plain array; none for anything else.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path);
        var items = value.ValueKind == JsonValueKind.Object ? value.At("data") : value;
        return items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];
    }

    /// <summary>An ISO 4217 code in lower case; "usd" where none is given, since the column needs one.</summary>
    public static string Currency(this JsonElement element) => element.Text("currency") is { Length: 3 } code ? code.ToLowerInvariant() : "usd";
}
