namespace Tollgate.StripeFake;

/// <summary>An endpoint: a path whose "*" parts vary, the parameters it knows, and its handler.</summary>
internal sealed record Route(string Method, string Template, ParameterSpec Parameters, Handler Handler)
{
    private readonly string[] _parts = Template.Split('/');

    /// <summary>The variable parts, or null when the path is another one.</summary>
    public IReadOnlyList<string>? Match(string[] path)
    {
        if (path.Length != _parts.Length)
        {
            return null;
        }

        var values = new List<string>();
        for (var i = 0; i < path.Length; i++)
        {
            if (_parts[i] == "*")
            {
                values.Add(Uri.UnescapeDataString(path[i]));
            }
            else if (_parts[i] != path[i])
            {
                return null;
            }
        }

        return values;
    }
}
