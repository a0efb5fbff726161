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
        Drop(context.Request.Headers, IsReserved);
        return next(context);
    }

    /// <summary>Removes the headers whose names are refused. Most requests have none, so that nothing is copied before one is found.</summary>
    public static void Drop(IHeaderDictionary headers, Predicate<string> isRefused)
    {
        List<string>? refused = null;
        foreach (var (name, _) in headers)
        {
            if (isRefused(name))
            {
                (refused ??= []).Add(name);
            }
        }

        refused?.ForEach(name => headers.Remove(name));
    }

    private static bool IsReserved(string name) =>
        name.Length >= Prefix.Length && name[0] is 'X' or 'x' && name.Replace('_', '-').StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
