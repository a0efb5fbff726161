namespace Tollgate.Identifying;

/// <summary>One element of the header Forwarded (RFC 7239): <c>for="[2001:db8::1]:4711";proto=https;by=_gate</c>.</summary>
internal static class ForwardedElement
{
    /// <summary>
    /// The node that the parameter "for" names, without quotes; empty when there is none, it stands twice or the element is malformed.
    /// </summary>
    public static ReadOnlySpan<char> For(ReadOnlySpan<char> element)
    {
        var node = ReadOnlySpan<char>.Empty;
        while (!element.IsEmpty)
        {
            var end = EndOfPair(element);
            var pair = element[..end].Trim(" \t");
            element = end < element.Length ? element[(end + 1)..] : [];
            var equals = pair.IndexOf('=');
            if (equals < 1)
            {
                return [];
            }

            if (pair[..equals].Equals("for", StringComparison.OrdinalIgnoreCase))
            {
                if (!node.IsEmpty)
                {
                    return [];
                }

                node = Unquoted(pair[(equals + 1)..]);
            }
        }

        return node;
    }

    private static int EndOfPair(ReadOnlySpan<char> element)
    {
        var isQuoted = false;
        for (var i = 0; i < element.Length; i++)
        {
            isQuoted ^= element[i] == '"';
            if (element[i] == ';' && !isQuoted)
            {
                return i;
            }
        }

        return element.Length;
    }

    // No node that can be believed needs an escape, so a quoted pair (\x) stays as it is and is refused as an address.
    private static ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
}
