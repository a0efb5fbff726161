namespace Tollgate.AspNetCore;

/// <summary>Which families of rate-limit headers are written.</summary>
[Flags]
public enum HeaderDialects
{
    /// <summary>None; Retry-After and the Tollgate-… headers are written all the same.</summary>
    None = 0,

    /// <summary><c>RateLimit-Policy</c> and <c>RateLimit</c>, structured fields of draft-ietf-httpapi-ratelimit-headers-11, all windows.</summary>
    Draft11 = 1,

    /// <summary><c>X-RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c> (Unix seconds) of the tightest window.</summary>
    XRateLimit = 2,

    /// <summary><c>X-RateLimit-Limit-Minute</c>, <c>X-RateLimit-Remaining-Minute</c>, <c>X-RateLimit-Reset-Minute</c> (Unix seconds), and so on for hour, day and month.</summary>
    PerWindow = 4,

    /// <summary>All of them.</summary>
    All = Draft11 | XRateLimit | PerWindow,
}
