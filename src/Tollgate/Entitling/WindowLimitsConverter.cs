using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Entitling;

/// <summary>Limits as an object with a property per window; zone and anchor are not part of it.</summary>
internal sealed class WindowLimitsConverter : JsonConverter<IReadOnlyList<WindowLimit>>
{
    private const string Unlimited = "unlimited";

    public override IReadOnlyList<WindowLimit> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Limits are an object with a property per window, e.g. {\"minute\": 60}.");
        }

        var limits = new List<WindowLimit>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            limits.Add(new WindowLimit(WindowOf(name), LimitOf(ref reader, name)));
        }

        return limits;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<WindowLimit> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var limit in value)
        {
            if (limit.Limit == Limit.Unlimited)
            {
                writer.WriteString(limit.Window.Name, Unlimited);
            }
            else
            {
                writer.WriteNumber(limit.Window.Name, limit.Limit);
            }
        }

        writer.WriteEndObject();
    }

    private static Window WindowOf(string name) =>
        Window.TryParse(name, out var window) ? window : throw new JsonException($"'{name}' is not a window. Use minute, hour, day, week, month or an ISO 8601 duration such as PT15M.");

    private static long LimitOf(ref Utf8JsonReader reader, string window) => reader.TokenType switch
    {
        JsonTokenType.String when reader.ValueTextEquals(Unlimited) => Limit.Unlimited,
        JsonTokenType.Number when reader.TryGetInt64(out var limit) && limit >= 0 => limit,
        _ => throw new JsonException($"The limit per {window} is neither a whole number from 0 nor \"unlimited\"."),
    };
}
