using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>A key that was just made: the only time that its text is known.</summary>
/// <param name="Key">The key as stored.</param>
/// <param name="Text">The key's text, to be shown once and never logged.</param>
public sealed record CreatedApiKey(ApiKey Key, string Text)
{
    /// <summary>The key without its text, so that it never ends up in a log.</summary>
    public override string ToString() => $"{Key.Subject} (…{Key.LastFour})";
}
