using System.Threading.RateLimiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>A lease that was not acquired, and says when to try again.</summary>
internal sealed class RefusedLease(TimeSpan? retryAfter, string reason) : RateLimitLease
{
    /// <summary>The answer to an attempt that may not wait: Tollgate has to be asked asynchronously.</summary>
    public static RefusedLease NotAsked { get; } = new(null, "Tollgate decides asynchronously; use AcquireAsync.");

    public override bool IsAcquired => false;

    public override IEnumerable<string> MetadataNames { get; } =
        retryAfter is null ? [MetadataName.ReasonPhrase.Name] : [MetadataName.RetryAfter.Name, MetadataName.ReasonPhrase.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter
            : metadataName == MetadataName.ReasonPhrase.Name ? reason
            : null;
        return metadata is not null;
    }
}
