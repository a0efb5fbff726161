using System.Net;
using System.Text;
using MimeKit;
using MimeKit.Utils;
using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Writes a notification as an e-mail: plain text, and the same in simple HTML.</summary>
internal static class EmailMessage
{
    /// <summary>The message; a retry has the same Message-Id.</summary>
    public static MimeMessage Of(Notification notification, EmailOptions options)
    {
        var from = MailboxAddress.Parse(options.From);
        var message = new MimeMessage
        {
            Subject = SubjectOf(notification),
            Date = notification.At,
            MessageId = $"{notification.Id}@{(from.Domain is { Length: > 0 } domain ? domain : "tollgate.invalid")}",
            Body = new BodyBuilder { TextBody = TextOf(notification), HtmlBody = HtmlOf(notification) }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.AddRange(options.To.Select(MailboxAddress.Parse));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // no out-of-office replies (RFC 3834)
        message.Headers.Add("X-Tollgate-Type", notification.Type);
        if (notification.Data.TryGetValue("alert", out var alert) && alert is not null)
        {
            // One conversation per alert in mail programs that group by references.
            message.References.Add(MimeUtils.ParseMessageId($"<alert-{alert}@{from.Domain}>") ?? message.MessageId);
        }

        return message;
    }

    private static string SubjectOf(Notification notification)
    {
        var subject = new StringBuilder("[Tollgate] ").Append(notification.Severity).Append(": ").Append(notification.Title);
        for (var i = 0; i < subject.Length; i++)
        {
            if (char.IsControl(subject[i]))
            {
                subject[i] = ' '; // a line break would begin another header
            }
        }

        return subject.ToString();
    }

    private static string TextOf(Notification notification)
    {
        var text = new StringBuilder().AppendLine(notification.Title);
        if (notification.Text.Length > 0)
        {
            text.AppendLine().AppendLine(notification.Text);
        }

        text.AppendLine();
        foreach (var (name, value) in Details(notification))
        {
            text.Append(name).Append(": ").AppendLine(value);
        }

        return text.ToString();
    }

    private static string HtmlOf(Notification notification)
    {
        var html = new StringBuilder("<!doctype html><html><body style=\"font-family:sans-serif\"><h2 style=\"font-size:1.1em\">")
            .Append(WebUtility.HtmlEncode(notification.Title)).Append("</h2>");
        if (notification.Text.Length > 0)
        {
            html.Append("<p>").Append(WebUtility.HtmlEncode(notification.Text)).Append("</p>");
        }

        html.Append("<table>");
        foreach (var (name, value) in Details(notification))
        {
            html.Append("<tr><th align=\"left\">").Append(WebUtility.HtmlEncode(name)).Append("</th><td>").Append(WebUtility.HtmlEncode(value)).Append("</td></tr>");
        }

        return html.Append("</table></body></html>").ToString();
    }

    private static IEnumerable<(string Name, string Value)> Details(Notification notification) =>
        notification.Data.Where(d => d.Value is not null && d.Key != "summary").Select(d => (d.Key, d.Value!));
}
