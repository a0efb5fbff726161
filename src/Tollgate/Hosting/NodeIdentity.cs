using System.Security.Cryptography;

namespace Tollgate.Hosting;

/// <summary>The name that this process goes by in decision ids, logs and the list of nodes.</summary>
/// <remarks>Clients see it, so the default is random instead of the machine's name.</remarks>
/// <param name="name">1 to 32 of a-z, A-Z, 0-9, '-', '_' and '.', unique among the nodes of one database.</param>
public sealed class NodeIdentity(string name)
{
    /// <summary>Creates an identity with a random name of eight characters.</summary>
    public NodeIdentity()
        : this(RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 8))
    {
    }

    /// <summary>The name.</summary>
    public string Name { get; } = IsValid(name)
        ? name
        : throw new ArgumentException($"'{name}' is not a node name; use 1 to 32 letters, digits, hyphens, dots and underscores.", nameof(name));

    /// <inheritdoc />
    public override string ToString() => Name;

    private static bool IsValid(string? name) =>
        name is { Length: >= 1 and <= 32 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
