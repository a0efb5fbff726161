namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>A row of <c>rate_limit_cache</c>.</summary>
public sealed class CacheRow
{
    /// <summary>"key/{hash}", "user/{id}" or "plan/anonymous".</summary>
    public required string CacheKey { get; init; }

    /// <summary>What is cached, serialised.</summary>
    public required byte[] Value { get; set; }

    /// <summary>When it is not to be used any more, in Unix milliseconds.</summary>
    public required long ExpiresAt { get; set; }
}
