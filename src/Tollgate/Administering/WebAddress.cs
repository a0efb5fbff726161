namespace Tollgate.Administering;

/// <summary>Reads addresses that customers are sent to.</summary>
internal static class WebAddress
{
    /// <summary>An absolute http or https address; null, with an error noted, when it is none.</summary>
    public static Uri? Read(string field, string? text, InputErrors errors)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
        {
            return address;
        }

        errors.Add(field, text, string.IsNullOrEmpty(text)
            ? $"{field} is missing. Give an absolute address, e.g. https://example.com/account."
            : $"{field} is '{text}', no web address. Give an absolute one, e.g. https://example.com/account.");
        return null;
    }
}
