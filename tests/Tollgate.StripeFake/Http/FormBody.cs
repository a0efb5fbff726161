using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Reads "a[b][0][c]=1" into nested objects; an index is a name like any other.</summary>
internal static class FormBody
{
    public static JsonObject Parse(string encoded)
    {
        var root = new JsonObject();
        foreach (var pair in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            Put(root, Path(name), equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return root;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static List<string> Path(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            return [name];
        }

        return [name[..open], .. name[open..].Split('[', StringSplitOptions.RemoveEmptyEntries).Select(part => part.TrimEnd(']'))];
    }

    private static void Put(JsonObject root, List<string> path, string value)
    {
        var target = root;
        for (var depth = 0; depth < path.Count - 1; depth++)
        {
            var name = NameIn(target, path[depth]);
            if (target[name] is not JsonObject next)
            {
                target[name] = next = [];
            }

            target = next;
        }

        target[NameIn(target, path[^1])] = value;
    }

    /// <summary>"[]" appends.</summary>
    private static string NameIn(JsonObject target, string part) => part.Length == 0 ? target.Count.ToString(Invariant.Culture) : part;
}
