using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Hands a message to the configured mail server.</summary>
internal static class SmtpSender
{
    /// <summary>Sends it; returns when the server has taken it.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="settings">Which server.</param>
    /// <param name="namesMailbox">Whether a reason may name the address that was refused: never that of a customer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotificationFailedException">The server did not take it.</exception>
    public static async Task SendAsync(MimeMessage message, EmailOptions settings, bool namesMailbox, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = settings.CheckRevocation };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, SocketOptionsOf(settings.Security), cancellationToken);
            if (settings is { UserName: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, cancellationToken);
            }

            await client.SendAsync(message, cancellationToken);
        }
        catch (Exception exception) when (exception is ProtocolException or CommandException or ServiceNotAuthenticatedException or AuthenticationException or SslHandshakeException or SocketException or IOException or NotSupportedException)
        {
            throw new NotificationFailedException($"{settings.Host}:{settings.Port}: {ReasonOf(exception, settings, namesMailbox)}", namesMailbox ? exception : null);
        }

        await QuitAsync(client, cancellationToken);
    }

    /// <summary>The message has been taken; a server that hangs up without a farewell has it all the same.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is ProtocolException or CommandException or SocketException or IOException or OperationCanceledException)
        {
            // See above.
        }
    }

    private static SecureSocketOptions SocketOptionsOf(EmailSecurity security) => security switch
    {
        EmailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        EmailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>What the server said; never more of it than a line, and never what was sent.</summary>
    private static string ReasonOf(Exception exception, EmailOptions settings, bool namesMailbox) => exception switch
    {
        ServiceNotAuthenticatedException => "The server wants a login; set Tollgate:Email:UserName and Password.",
        AuthenticationException => "The server did not accept Tollgate:Email:UserName and Password.",
        SmtpCommandException refused when !namesMailbox => $"The server answered {(int)refused.StatusCode}.", // its text may repeat the address
        SmtpCommandException { Mailbox: { } mailbox } refused => $"{(int)refused.StatusCode} for {mailbox.Address}: {FirstLine(refused.Message)}",
        SmtpCommandException refused => $"{(int)refused.StatusCode} {FirstLine(refused.Message)}",
        SslHandshakeException when settings.CheckRevocation =>
            "No TLS connection: the certificate is not trusted, or can't be looked up among the revoked ones (Tollgate:Email:CheckRevocation), or Tollgate:Email:Security does not fit the port.",
        SslHandshakeException => "No TLS connection: the certificate is not trusted, or Tollgate:Email:Security does not fit the port.",
        NotSupportedException => "The server does not offer STARTTLS; set Tollgate:Email:Security to what it offers.",
        _ => FirstLine(exception.Message),
    };

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;
}
