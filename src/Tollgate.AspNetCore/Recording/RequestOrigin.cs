using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Recording;

/// <summary>What of a request has to be kept from its beginning to record it at its end; a feature of the request while it is recorded.</summary>
/// <param name="Context">The request.</param>
/// <param name="Endpoint">The endpoint that routing chose; an error handler may replace it in the context. Null when routing comes later.</param>
/// <param name="Body">Counts the response.</param>
/// <param name="Read">Counts the request's body where its length is not stated; null elsewhere.</param>
/// <param name="StartedAt">Monotonic timestamp.</param>
internal sealed record RequestOrigin(HttpContext Context, Endpoint? Endpoint, CountedBody Body, CountedRequestStream? Read, long StartedAt);
