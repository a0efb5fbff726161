using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>The keys of cached facts.</summary>
internal static class CacheKeys
{
    /// <summary>What the keys of users begin with.</summary>
    public const string UserPrefix = "user/";

    /// <summary>The plan of anonymous callers.</summary>
    public const string AnonymousPlan = "plan/anonymous";

    /// <summary>A user's facts.</summary>
    public static string User(long id) => UserPrefix + id.ToString(CultureInfo.InvariantCulture);

    /// <summary>An API key's facts.</summary>
    public static string Key(ReadOnlySpan<byte> hash) => "key/" + Convert.ToHexStringLower(hash);

    /// <summary>The one key that a change of a user or an API key concerns; null when it concerns more.</summary>
    public static string? Of(Change change) => change.Kind switch
    {
        ChangeKind.User => UserPrefix + change.Id,
        ChangeKind.Key => "key/" + change.Id,
        _ => null,
    };
}
