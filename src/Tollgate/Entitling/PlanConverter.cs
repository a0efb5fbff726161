using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Entitling;

/// <summary>Plans inside other documents, in the same form as <see cref="PlanJson"/>.</summary>
internal sealed class PlanConverter : JsonConverter<Plan>
{
    public override Plan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (JsonSerializer.Deserialize(ref reader, PlanJsonContext.Default.PlanDocument) ?? throw new JsonException("A plan is an object, not null.")).ToPlan();

    public override void Write(Utf8JsonWriter writer, Plan value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, PlanDocument.Of(value), PlanJsonContext.Default.PlanDocument);
}
