using System.Buffers;
using System.Text;

namespace Tollgate.AspNetCore.Entitling;

/// <summary>Brings the spellings of a path that servers take for the same endpoint into one form.</summary>
public static class RequestPath
{
    private static readonly SearchValues<char> Unusual = SearchValues.Create("%\\;");

    /// <summary>
    /// The path that limits are matched on: encoded slashes and backslashes count as '/', empty and dot segments and matrix parameters
    /// (";x=1") vanish, and so does a trailing slash. The same string comes back when there is nothing to do.
    /// </summary>
    /// <param name="path">A decoded path as in <c>HttpRequest.Path</c>, in which only %2F is still encoded.</param>
    public static string Normalize(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return "/";
        }

        var isPlain = path[0] == '/' && !path.AsSpan().ContainsAny(Unusual)
            && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal)
            && (path.Length == 1 || path[^1] != '/');
        return isPlain ? path : Rebuild(path);
    }

    /// <summary>
    /// Whether servers disagree about which endpoint the path names: an encoded slash, a backslash, a control character, or a dot segment that
    /// decoding or a matrix parameter hid ("..;x").
    /// </summary>
    public static bool IsAmbiguous(string path)
    {
        if (path.Contains('\\', StringComparison.Ordinal) || path.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || path.Contains('\x7f', StringComparison.Ordinal)
            || path.Contains("%2F", StringComparison.OrdinalIgnoreCase) || path.Contains("%5C", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var range in path.AsSpan().Split('/'))
        {
            var segment = path.AsSpan()[range];
            var semicolon = segment.IndexOf(';');
            if ((semicolon < 0 ? segment : segment[..semicolon]) is "." or "..")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The path with runs of slashes as one, as upstreams read it; the same string when there are none.</summary>
    public static string CollapseSlashes(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal))
        {
            path = path.Replace("//", "/", StringComparison.Ordinal);
        }

        return path;
    }

    private static string Rebuild(string path)
    {
        var slashed = path
            .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
            .Replace("%5C", "/", StringComparison.OrdinalIgnoreCase)
            .Replace('\\', '/');
        var segments = new List<string>();
        foreach (var part in slashed.Split('/'))
        {
            var semicolon = part.IndexOf(';', StringComparison.Ordinal);
            var segment = semicolon < 0 ? part : part[..semicolon];
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            }
            else if (segment is not ("" or "."))
            {
                segments.Add(segment);
            }
        }

        var normalized = new StringBuilder(path.Length + 1);
        foreach (var segment in segments)
        {
            normalized.Append('/').Append(segment);
        }

        return normalized.Length == 0 ? "/" : normalized.ToString();
    }
}
