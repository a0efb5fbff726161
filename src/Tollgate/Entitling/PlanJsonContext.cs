using System.Text.Json.Serialization;

namespace Tollgate.Entitling;

/// <summary>Serialisers generated at build time for what is stored and cached.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(WindowLimitsConverter), typeof(PlanConverter)])]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(IReadOnlyList<WindowLimit>))]
[JsonSerializable(typeof(KeyFacts))]
[JsonSerializable(typeof(UserFacts))]
[JsonSerializable(typeof(AnonymousPlan))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
