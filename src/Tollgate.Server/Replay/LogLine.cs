using System.Globalization;

namespace Tollgate.Server.Replay;

/// <summary>
/// Reads one line of Apache's or nginx's common or combined log format:
/// <c>host ident user [time] "request" status bytes</c>, and whatever follows.
/// </summary>
internal static class LogLine
{
    private const int LongestHost = 255;

    /// <summary>The entry on a line, or null with the reason why it is none.</summary>
    public static LogEntry? Parse(ReadOnlySpan<char> text, long line, out string reason)
    {
        var rest = text.TrimEnd('\r');
        var open = rest.IndexOf(" [");
        var host = rest[..Math.Max(0, rest.IndexOf(' '))];
        if (host.IsEmpty || host.Length > LongestHost || open < host.Length || host.ContainsAnyExcept(HostCharacters))
        {
            reason = "it does not begin with a client address and two more fields before '[time]'";
            return null;
        }

        rest = rest[(open + 2)..];
        var close = rest.IndexOf(']');
        if (close < 0 || !LogTime.TryParse(rest[..close], out var at))
        {
            reason = "it has no time such as [17/May/2015:10:05:03 +0000]";
            return null;
        }

        if (!TryReadQuoted(rest[(close + 1)..].TrimStart(' '), out var request, out rest))
        {
            reason = "it has no request in double quotes after the time";
            return null;
        }

        if (!TryReadStatus(rest, out var status, out var bytes))
        {
            reason = "it has no status code of three digits after the request";
            return null;
        }

        reason = "";
        var (method, path) = Split(request);
        return new LogEntry(line, at, host.ToString(), method, path, status, bytes);
    }

    private static readonly System.Buffers.SearchValues<char> HostCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:-_%");

    /// <summary>A text in double quotes, in which a backslash escapes the next character.</summary>
    private static bool TryReadQuoted(ReadOnlySpan<char> text, out ReadOnlySpan<char> quoted, out ReadOnlySpan<char> rest)
    {
        quoted = rest = default;
        if (text is not ['"', ..])
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                quoted = text[1..i];
                rest = text[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    /// <summary>Status, and the bytes after it, where a hyphen means none.</summary>
    private static bool TryReadStatus(ReadOnlySpan<char> rest, out int status, out long? bytes)
    {
        rest = rest.TrimStart(' ');
        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..].TrimStart(' ');
        var size = rest.IndexOf(' ') is var next and >= 0 ? rest[..next] : rest;
        bytes = size is "-" ? 0 : long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        status = 0;
        return word.Length == 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out status);
    }

    /// <summary>Method and path of "GET /search?q=1 HTTP/1.1"; a client that sent nothing readable still made a request.</summary>
    private static (string Method, string Path) Split(ReadOnlySpan<char> request)
    {
        var space = request.IndexOf(' ');
        if (space <= 0)
        {
            return ("", "/");
        }

        var target = request[(space + 1)..];
        target = target.IndexOf(' ') is var end and >= 0 ? target[..end] : target;
        target = target.IndexOf('?') is var query and >= 0 ? target[..query] : target;
        return (request[..space].ToString(), target is ['/', ..] ? target.ToString() : "/");
    }
}
