namespace Tollgate.Server.Gateway;

/// <summary>The headers by which the gateway tells the upstream who calls.</summary>
internal static class ClientHeaders
{
    /// <summary>Headers that begin so are the gateway's: what a client sends under such a name is dropped.</summary>
    public const string Prefix = "X-Tollgate-";

    /// <summary>The user's name; missing for anonymous callers.</summary>
    public const string User = "X-Tollgate-User";

    /// <summary>The plan's name.</summary>
    public const string Plan = "X-Tollgate-Plan";

    /// <summary>Whose units were charged, e.g. "user_42".</summary>
    public const string Subject = "X-Tollgate-Subject";

    /// <summary>Drops what a client can't say about itself. "X_Tollgate_User" counts too: some servers read '_' as '-'.</summary>
    public static Task DropSpoofed(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        foreach (var name in headers.Keys)
        {
            if (name.Length >= Prefix.Length && name.Replace('_', '-').StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                headers.Remove(name);
            }
        }

        return next(context);
    }
}
