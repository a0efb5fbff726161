namespace Tollgate.Server.Notifying;

/// <summary>How the connection to a mail server is protected.</summary>
internal enum EmailSecurity
{
    /// <summary>Plain at first, then TLS, or nothing is sent (usual on port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (usual on port 465).</summary>
    Tls,

    /// <summary>None: for a relay on the same machine. A password is then refused.</summary>
    None,
}
