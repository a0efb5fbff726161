using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>The parameters an endpoint knows, written "email address{city} items[price quantity] expand[] metadata{*}"; "!" marks a required one.</summary>
internal sealed class ParameterSpec
{
    private readonly Dictionary<string, ParameterSpec> _known = [];
    private bool _any;
    private bool _list;
    private bool _required;

    public static ParameterSpec Parse(string text)
    {
        var position = 0;
        var spec = ParseLevel(text, ref position);
        spec._known.TryAdd("expand", new ParameterSpec { _list = true, _any = true });
        return spec;
    }

    public void Check(JsonObject values)
    {
        CheckLevel(values, "");
        foreach (var (name, spec) in _known)
        {
            if (spec._required && !values.ContainsKey(name))
            {
                throw StripeError.Missing(name);
            }
        }
    }

    private static ParameterSpec ParseLevel(string text, ref int position)
    {
        var level = new ParameterSpec();
        while (position < text.Length && text[position] is not ('}' or ']'))
        {
            if (text[position] == ' ')
            {
                position++;
                continue;
            }

            var start = position;
            while (position < text.Length && text[position] is not (' ' or '{' or '[' or '}' or ']' or '!'))
            {
                position++;
            }

            var name = text[start..position];
            var child = new ParameterSpec();
            if (position < text.Length && text[position] is '{' or '[')
            {
                var list = text[position++] == '[';
                child = ParseLevel(text, ref position);
                child._list = list;
                child._any |= list && child._known.Count == 0;
                position++;
            }

            if (position < text.Length && text[position] == '!')
            {
                child._required = true;
                position++;
            }

            level._any |= name == "*";
            level._known[name] = child;
        }

        return level;
    }

    private void CheckLevel(JsonObject values, string path)
    {
        foreach (var (name, value) in values)
        {
            var full = path.Length == 0 ? name : $"{path}[{name}]";
            if (!_known.TryGetValue(name, out var child))
            {
                if (_any)
                {
                    continue;
                }

                throw StripeError.Invalid($"Received unknown parameter: {full}", full, "parameter_unknown");
            }

            child.CheckValue(value, full);
        }
    }

    private void CheckValue(JsonNode? value, string path)
    {
        if (_any || value is JsonValue or null)
        {
            return;
        }

        foreach (var (part, index) in _list ? Elements(value) : [(value, "")])
        {
            if (part is JsonObject fields)
            {
                CheckLevel(fields, index.Length == 0 ? path : $"{path}[{index}]");
            }
        }
    }

    private static IEnumerable<(JsonNode? Value, string Index)> Elements(JsonNode list) => list switch
    {
        JsonArray array => array.Select((v, i) => (v, i.ToString(Invariant.Culture))),
        JsonObject indexed => indexed.Select(p => (p.Value, p.Key)),
        _ => [],
    };
}
