using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>What refused requests have in common that are recorded as one.</summary>
internal readonly record struct RefusalKey(long Second, string Subject, long? KeyId, string Endpoint, Outcome Outcome)
{
    /// <summary>The key of a refused request.</summary>
    public static RefusalKey Of(in UsageEvent usage) => new(usage.At / 1_000, usage.Subject, usage.KeyId, usage.Endpoint, usage.Outcome);
}
