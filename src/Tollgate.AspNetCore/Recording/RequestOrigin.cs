using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tollgate.AspNetCore.Recording;

/// <summary>What of a request has to be kept from its beginning to record it at its end.</summary>
/// <param name="Context">The request.</param>
/// <param name="Endpoint">The endpoint that routing chose; an error handler may replace it in the context. Null when routing comes later.</param>
/// <param name="Address">The client, as forwarded by trusted proxies.</param>
/// <param name="Body">Counts the response.</param>
/// <param name="StartedAt">Monotonic timestamp.</param>
internal readonly record struct RequestOrigin(HttpContext Context, Endpoint? Endpoint, IPAddress? Address, CountedBody Body, long StartedAt);
