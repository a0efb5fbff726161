using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore;

/// <summary>How decisions show in HTTP; bound from <c>Tollgate:Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Families of rate-limit headers, e.g. "Draft11, XRateLimit". Default all; fewer save some 400 bytes a response.</summary>
    public HeaderDialects Dialects { get; set; } = HeaderDialects.All;

    /// <summary>
    /// Response statuses that hand the units back: codes and classes, e.g. "5xx, 404". Default "5xx"; empty charges every request.
    /// A client that hangs up is charged whatever the status, or hanging up would be free of charge.
    /// </summary>
    public string NotCharged { get; set; } = "5xx";

    /// <summary>Decides in code whether a finished request is charged, instead of <see cref="NotCharged"/>; null (default) leaves it to that.</summary>
    public Func<HttpContext, bool>? IsCharged { get; set; }

    /// <summary>Whether scripts of other origins may read the headers (<c>Access-Control-Expose-Headers</c>). Default true.</summary>
    public bool ExposeHeaders { get; set; } = true;

    /// <summary>Where a suspended customer can pay when the subscription has no payment link of its own, and where credits are bought; null (default) for nowhere.</summary>
    public string? PaymentLink { get; set; }
}
