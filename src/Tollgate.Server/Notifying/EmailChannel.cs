using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Sends each notification as one e-mail to all recipients.</summary>
internal sealed class EmailChannel(IOptions<EmailOptions> options) : INotificationChannel
{
    public string Name => "email";

    public NotificationSeverity MinimumSeverity => options.Value.MinimumSeverity;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var message = EmailMessage.Of(notification, settings);
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
            throw new NotificationFailedException($"{settings.Host}:{settings.Port}: {ReasonOf(exception, settings)}", exception);
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
    private static string ReasonOf(Exception exception, EmailOptions settings) => exception switch
    {
        ServiceNotAuthenticatedException => "The server wants a login; set Tollgate:Email:UserName and Password.",
        AuthenticationException => "The server did not accept Tollgate:Email:UserName and Password.",
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
