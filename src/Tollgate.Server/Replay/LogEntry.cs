using System.Net;

namespace Tollgate.Server.Replay;

/// <summary>One request of an access log.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="At">When it came, in Unix milliseconds (UTC); logs know whole seconds.</param>
/// <param name="Host">The client as logged: an address or a host name.</param>
/// <param name="Method">Method in the log, e.g. "GET"; empty when the client sent none.</param>
/// <param name="Path">Path without query, e.g. "/search"; "/" when the client sent none.</param>
/// <param name="Status">Status of the response.</param>
/// <param name="Bytes">Bytes of the response's body; null when the log does not say.</param>
internal sealed record LogEntry(long Line, long At, string Host, string Method, string Path, int Status = 200, long? Bytes = null)
{
    /// <summary>The client's address; null when the log has a host name.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;
}
