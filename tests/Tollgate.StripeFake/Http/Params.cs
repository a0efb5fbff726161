using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>The parameters of a call, or one nested part of them, read by name.</summary>
internal sealed class Params(JsonObject values, string path = "")
{
    public static Params None { get; } = new([]);

    public IEnumerable<string> Names => values.Select(v => v.Key);

    /// <summary>A copy of what was sent.</summary>
    public JsonObject ToJson() => (JsonObject)values.DeepClone();

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Whether it was sent empty, which clears a field.</summary>
    public bool IsCleared(string name) => values.TryGetPropertyValue(name, out var value) && (value is null || value is JsonValue && value.ToString().Length == 0);

    /// <summary>The text; null when it was not sent or sent empty.</summary>
    public string? Text(string name) => values.TryGetPropertyValue(name, out var value) && value is JsonValue && value.ToString() is { Length: > 0 } text ? text : null;

    public string Required(string name) => Text(name) ?? throw StripeError.Missing(PathOf(name));

    public long? Whole(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, Invariant.Culture, out var number) ? number
        : throw StripeError.Invalid($"Invalid integer: {text}", PathOf(name), "parameter_invalid_integer");

    public decimal? Number(string name) => Text(name) is not { } text ? null
        : decimal.TryParse(text, Invariant.Culture, out var number) ? number
        : throw StripeError.Invalid($"Invalid decimal: {text}; must be a number", PathOf(name), "parameter_invalid_decimal");

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        var text => throw StripeError.Invalid($"Invalid boolean: {text}", PathOf(name)),
    };

    /// <summary>One of the words, else Stripe's refusal.</summary>
    public string? Choice(string name, params string[] words)
    {
        var text = Text(name);
        return text is null || words.Contains(text)
            ? text
            : throw StripeError.Invalid($"Invalid {PathOf(name)}: must be one of {string.Join(", ", words[..^1])}{(words.Length > 1 ? ", or " : "")}{words[^1]}", PathOf(name));
    }

    public Params? Part(string name) => values[name] is JsonObject part ? new Params(part, PathOf(name)) : null;

    public IReadOnlyList<Params> Parts(string name) => values[name] switch
    {
        JsonObject indexed => [.. indexed.Select(p => new Params(p.Value as JsonObject ?? throw StripeError.Invalid("Invalid object", PathOf(name)), $"{PathOf(name)}[{p.Key}]"))],
        JsonArray array => [.. array.Select((v, i) => new Params(v as JsonObject ?? throw StripeError.Invalid("Invalid object", PathOf(name)), $"{PathOf(name)}[{i}]"))],
        _ => [],
    };

    public IReadOnlyList<string> Texts(string name) => values[name] switch
    {
        JsonObject indexed => [.. indexed.Select(p => p.Value?.ToString() ?? "")],
        JsonArray array => [.. array.Select(v => v?.ToString() ?? "")],
        JsonValue single when single.ToString().Length > 0 => [single.ToString()],
        _ => [],
    };

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}[{name}]";

    /// <summary>Copies the named texts that were sent; an empty one clears its field.</summary>
    public void CopyTexts(JsonObject target, params string[] names)
    {
        foreach (var name in names.Where(Has))
        {
            target[name] = Text(name);
        }
    }

    /// <summary>Metadata is merged by key; an empty value removes its key, an empty set all of them.</summary>
    public void MergeMetadata(JsonObject target)
    {
        if (IsCleared("metadata"))
        {
            target["metadata"] = new JsonObject();
        }

        if (target["metadata"] is not JsonObject metadata)
        {
            target["metadata"] = metadata = [];
        }

        foreach (var (key, value) in values["metadata"] as JsonObject ?? [])
        {
            metadata.Remove(key);
            if (value?.ToString() is { Length: > 0 } text)
            {
                metadata[key] = text;
            }
        }
    }
}
