namespace Tollgate.StripeFake;

/// <summary>One call of an endpoint: what its path and its parameters say.</summary>
internal sealed record Call(string Method, string Path, Params Params, IReadOnlyList<string> PathValues)
{
    /// <summary>The first variable part of the path.</summary>
    public string Id => PathValues[0];
}
