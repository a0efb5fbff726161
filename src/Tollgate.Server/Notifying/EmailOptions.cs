using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Where e-mails go, and through which server; bound from <c>Tollgate:Email</c>.</summary>
internal sealed class EmailOptions
{
    /// <summary>The mail server; empty (default) sends no e-mail.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port, 1 to 65535. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default StartTls.</summary>
    public EmailSecurity Security { get; set; }

    /// <summary>
    /// Whether the server's certificate is looked up among the revoked ones. Default false, as HTTP clients of .NET have it: where the list can't be
    /// reached, or the authority has none, no e-mail would be sent.
    /// </summary>
    public bool CheckRevocation { get; set; }

    /// <summary>Who logs in; null (default) for nobody.</summary>
    public string? UserName { get; set; }

    /// <summary>The password; better in the environment than in a file.</summary>
    public string? Password { get; set; }

    /// <summary>The sender, e.g. "Tollgate &lt;tollgate@example.com&gt;".</summary>
    public string From { get; set; } = "";

    /// <summary>The recipients.</summary>
    public IList<string> To { get; } = [];

    /// <summary>E-mails tell of this and worse. Default Warning.</summary>
    public NotificationSeverity MinimumSeverity { get; set; } = NotificationSeverity.Warning;
}
