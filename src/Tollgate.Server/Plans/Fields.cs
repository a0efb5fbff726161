using System.Globalization;

namespace Tollgate.Server.Plans;

/// <summary>The keys of one mapping, read by name; what is unknown, doubled or of the wrong kind becomes an error.</summary>
internal sealed class Fields
{
    private readonly Dictionary<string, Node> _values = new(StringComparer.Ordinal);
    private readonly FileErrors _errors;

    private Fields(FileErrors errors, int line)
    {
        _errors = errors;
        Line = line;
    }

    /// <summary>Where the mapping begins.</summary>
    public int Line { get; }

    /// <summary>Reads a mapping; null with an error added when the node is something else.</summary>
    /// <param name="node">The node that should be a mapping.</param>
    /// <param name="what">What it describes, e.g. "a plan".</param>
    /// <param name="known">The keys that it may have.</param>
    /// <param name="errors">Where errors go.</param>
    public static Fields? Read(Node node, string what, IReadOnlyList<string> known, FileErrors errors)
    {
        if (node is not MappingNode mapping)
        {
            errors.Add(node.Line, $"{what} must be a mapping with the keys {string.Join(", ", known)}, not {node.Kind}");
            return null;
        }

        var fields = new Fields(errors, mapping.Line);
        foreach (var (key, value) in mapping.Entries)
        {
            fields.Add(key, value, what, known);
        }

        return fields;
    }

    /// <summary>The value of a key; null when missing or empty.</summary>
    public Node? Find(string key) => _values.TryGetValue(key, out var node) && node is not ScalarNode { Value: null } ? node : null;

    /// <summary>The line of a key's value; the mapping's line when missing.</summary>
    public int LineOf(string key) => Find(key)?.Line ?? Line;

    /// <summary>The text of a key; null when missing or empty.</summary>
    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ScalarNode scalar:
                return scalar.Value;
            case var other:
                _errors.Add(other.Line, $"'{key}' must be a single value, not {other.Kind}");
                return null;
        }
    }

    /// <summary>A switch; false when missing.</summary>
    public bool Switch(string key) => OneOf(key, SwitchWords);

    /// <summary>A word out of a list; the default when missing.</summary>
    public T? OneOf<T>(string key, IReadOnlyDictionary<string, T> words)
    {
        if (Text(key) is not { } text)
        {
            return default;
        }

        if (words.TryGetValue(text, out var value))
        {
            return value;
        }

        var nearest = NearestWord.To(text, words.Keys) is { } word ? $"; did you mean '{word}'?" : "";
        _errors.Add(LineOf(key), $"'{key}' is '{Shown.Of(text)}', but must be {string.Join(" or ", words.Keys)}{nearest}");
        return default;
    }

    /// <summary>A whole number within bounds; null when missing.</summary>
    public long? Integer(string key, long least, long most)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        _errors.Add(LineOf(key), $"'{key}' is '{Shown.Of(text)}', but must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>The items of a list; empty when missing.</summary>
    public IReadOnlyList<Node> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case SequenceNode sequence:
                return sequence.Items;
            case var other:
                _errors.Add(other.Line, $"'{key}' must be a list, not {other.Kind}");
                return [];
        }
    }

    private static readonly Dictionary<string, bool> SwitchWords = new(StringComparer.OrdinalIgnoreCase) { ["true"] = true, ["false"] = false };

    private void Add(ScalarNode key, Node value, string what, IReadOnlyList<string> known)
    {
        var name = key.Value ?? "";
        if (!known.Contains(name))
        {
            var hint = NearestWord.To(name, known) is { } nearest
                ? $"did you mean '{nearest}'?"
                : $"known keys: {string.Join(", ", known)}";
            _errors.Add(key.Line, $"{what} has no key '{Shown.Of(name)}'; {hint}");
        }
        else if (!_values.TryAdd(name, value))
        {
            _errors.Add(key.Line, $"'{name}' stands twice; remove one of them");
        }
    }
}
