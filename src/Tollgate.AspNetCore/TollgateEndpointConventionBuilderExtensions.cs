using Tollgate.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Endpoint metadata for Tollgate.</summary>
public static class TollgateEndpointConventionBuilderExtensions
{
    /// <summary>Charges the endpoint to a group of the plans, at a cost of its own.</summary>
    /// <param name="builder">The endpoint or group of endpoints.</param>
    /// <param name="scope">Name of a group of the plans, e.g. "search"; null matches the plans' routes.</param>
    /// <param name="cost">Units that a request costs; null for the group's cost.</param>
    public static TBuilder WithTollgate<TBuilder>(this TBuilder builder, string? scope = null, long? cost = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(cost is { } units ? new TollgateAttribute(scope) { Cost = units } : new TollgateAttribute(scope));

    /// <summary>Leaves the endpoint alone: not limited, not charged, no headers.</summary>
    public static TBuilder DisableTollgate<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DisableTollgateAttribute());
}
