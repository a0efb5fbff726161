using System.Globalization;

namespace Tollgate.Entitling;

/// <summary>Something that entitlements are resolved from was changed.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Id">Which one: a user's id, the hexadecimal SHA-256 of a key, a plan's name; empty for everything.</param>
public readonly record struct Change(ChangeKind Kind, string Id)
{
    /// <summary>Anything may have changed.</summary>
    public static Change Everything { get; } = new(ChangeKind.Everything, "");

    /// <summary>A user, the subscription, an override or a restriction changed.</summary>
    public static Change OfUser(long id) => new(ChangeKind.User, id.ToString(CultureInfo.InvariantCulture));

    /// <summary>An API key changed or was revoked.</summary>
    public static Change OfKey(ReadOnlySpan<byte> hash) => new(ChangeKind.Key, Convert.ToHexStringLower(hash));

    /// <summary>A plan has a new version or is gone.</summary>
    public static Change OfPlan(string name) => new(ChangeKind.Plan, name);

    /// <summary>The text form that travels between nodes: "user:42", "key:ab12…", "plan:pro", "everything:".</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Id}";

    /// <summary>Reads the text form; anything unknown (a newer node's kind) counts as <see cref="Everything"/>.</summary>
    public static Change Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Enum.TryParse<ChangeKind>(text.AsSpan(0, colon), ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? new Change(kind, text[(colon + 1)..])
            : Everything;
    }
}
