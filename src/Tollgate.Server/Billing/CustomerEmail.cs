using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Fluid;
using MimeKit;
using Tollgate.Billing.Notices;
using Tollgate.Notifying;
using Tollgate.Server.Notifying;

namespace Tollgate.Server.Billing;

/// <summary>Writes a notice as an e-mail to its customer: plain text, and the same as a small page.</summary>
internal static class CustomerEmail
{
    private const string DefaultProduct = "your subscription";
    private static readonly TemplateOptions Options = new() { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc, MaxSteps = 10_000 };

    /// <summary>The message; a retry has the same Message-Id.</summary>
    public static async Task<MimeMessage> WriteAsync(Notification notice, NoticeTemplates templates, NoticeOptions settings, EmailOptions email)
    {
        var kind = notice.Data["kind"]!;
        var values = ValuesOf(notice, settings);
        var (subject, text) = Split(await templates.TextOf(kind).RenderAsync(ContextOf(values)));
        var from = MailboxAddress.Parse(email.From);
        var message = new MimeMessage
        {
            Subject = subject,
            Date = notice.At,
            MessageId = $"{notice.Id}@{(from.Domain is { Length: > 0 } domain ? domain : "tollgate.invalid")}",
            Body = new BodyBuilder { TextBody = text, HtmlBody = await PageAsync(kind, text, values, templates) }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(notice.Recipient!));
        if (settings.ReplyTo is { } replyTo)
        {
            message.ReplyTo.Add(MailboxAddress.Parse(replyTo));
        }

        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // no out-of-office replies (RFC 3834)
        return message;
    }

    private static async Task<string> PageAsync(string kind, string text, Dictionary<string, object?> values, NoticeTemplates templates)
    {
        if (templates.PageOf(kind) is { } own)
        {
            return await own.RenderAsync(ContextOf(values), HtmlEncoder.Default);
        }

        var context = ContextOf(values);
        context.SetValue("paragraphs", ParagraphsOf(text));
        return await templates.PageLayout.RenderAsync(context, HtmlEncoder.Default);
    }

    /// <summary>What templates may use: the notice's details in snake case, and the product's name.</summary>
    private static Dictionary<string, object?> ValuesOf(Notification notice, NoticeOptions settings)
    {
        var values = notice.Data.Where(d => d.Value is not null).ToDictionary(d => SnakeCase(d.Key), d => (object?)d.Value);
        values["product"] = settings.ProductName ?? DefaultProduct;
        return values;
    }

    private static TemplateContext ContextOf(Dictionary<string, object?> values)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in values)
        {
            context.SetValue(name, value);
        }

        return context;
    }

    private static (string Subject, string Text) Split(string rendered)
    {
        var normal = rendered.ReplaceLineEndings("\n");
        var end = normal.IndexOf('\n', StringComparison.Ordinal);
        var subject = (end < 0 ? normal : normal[..end]).Replace("Subject:", "", StringComparison.Ordinal).Trim();
        var text = new StringBuilder(end < 0 ? "" : normal[(end + 1)..].Trim());
        for (var length = -1; length != text.Length;)
        {
            length = text.Length;
            text.Replace("\n\n\n", "\n\n"); // parts that were left out leave their blank lines
        }

        return (new string([.. subject.Where(c => !char.IsControl(c))]), text.Append('\n').ToString());
    }

    private static List<Dictionary<string, object?>> ParagraphsOf(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => new Dictionary<string, object?>
        {
            ["text"] = line,
            ["link"] = Uri.TryCreate(line, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" ? line : null,
        }),
    ];

    private static string SnakeCase(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
