using System.Net;

namespace Tollgate.Identifying;

/// <summary>What a request says about who calls, before anything is believed.</summary>
public readonly struct Credentials
{
    /// <summary>The API key as presented (Bearer or X-API-Key), unchecked; null when none was.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The name of the user that the application has authenticated itself; null when none.</summary>
    public string? UserName { get; init; }

    /// <summary>The client's address after trusted proxies; null when there is no network connection.</summary>
    public IPAddress? Address { get; init; }
}
