using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Notifying;

namespace Tollgate.EntityFrameworkCore.Notifying;

/// <summary>Notifications as the outbox stores them.</summary>
internal static class NotificationJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(Notification notification) => JsonSerializer.Serialize(notification, Options);

    public static Notification Read(string text) => JsonSerializer.Deserialize<Notification>(text, Options)
        ?? throw new InvalidDataException("A row of notifications has an empty payload.");
}
