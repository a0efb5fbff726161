using System.Net;
using System.Text;

namespace Tollgate.StripeFake;

/// <summary>Builds the plain pages; every text is encoded.</summary>
internal sealed class Html(string title)
{
    private readonly StringBuilder _body = new();

    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    public Html Heading(string text) => Append($"<h2>{Encode(text)}</h2>");

    public Html Text(string text, string? id = null) => Append($"<p{(id is null ? "" : $" id=\"{Encode(id)}\"")}>{Encode(text)}</p>");

    public Html Error(string? text) => text is null ? this : Append($"<p role=\"alert\" id=\"error\">{Encode(text)}</p>");

    public Html Link(string? href, string text, string id) => href is null ? this : Append($"<p><a id=\"{Encode(id)}\" href=\"{Encode(href)}\">{Encode(text)}</a></p>");

    /// <summary>A form of one button; the fields are hidden ones.</summary>
    public Html Button(string action, string text, string id, params (string Name, string Value)[] fields)
    {
        Append($"<form method=\"post\" action=\"{Encode(action)}\">");
        foreach (var (name, value) in fields)
        {
            Append($"<input type=\"hidden\" name=\"{Encode(name)}\" value=\"{Encode(value)}\">");
        }

        return Append($"<button id=\"{Encode(id)}\">{Encode(text)}</button></form>");
    }

    public Reply ToReply(int status = 200) => new(
        status,
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Encode(title)}</title><style>body{{font:16px sans-serif;max-width:40em;margin:2em auto}}"
        + $"button{{font:inherit;padding:.5em 1em;margin:.25em 0}}[role=alert]{{color:#b00020}}</style></head><body><h1>{Encode(title)}</h1>{_body}</body></html>",
        "text/html; charset=utf-8");

    public static Reply Redirect(string location) => new(303, "") { Location = location };

    /// <summary>"20.00 USD".</summary>
    public static string Money(long? amount, string? currency) => $"{((amount ?? 0) / 100m).ToString("0.00", Invariant.Culture)} {currency?.ToUpperInvariant()}";

    private Html Append(string html)
    {
        _body.Append(html);
        return this;
    }
}
