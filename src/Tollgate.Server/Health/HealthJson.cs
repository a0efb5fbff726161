using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Server.Health;

/// <summary>Writes health answers without reflection: a node is ready once its first answer is out.</summary>
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext
{
    /// <summary>Written like the other answers of the admin listener.</summary>
    public static HealthJson AsElsewhere { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
