using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tollgate.Server.Plans;

/// <summary>Reads YAML into nodes, refusing what makes small files large: anchors, aliases, tags and deep nesting.</summary>
/// <remarks>Works on the parser's events: nothing is built before it is known to be harmless.</remarks>
internal sealed class YamlNodeReader
{
    private readonly Parser _parser;
    private int _depth;

    private YamlNodeReader(TextReader text) => _parser = new Parser(text);

    /// <summary>The document's root, or null with an error added.</summary>
    public static Node? Read(string text, FileErrors errors)
    {
        try
        {
            var reader = new YamlNodeReader(new StringReader(text));
            return reader.ReadDocument(errors);
        }
        catch (RefusedYamlException refused)
        {
            errors.Add(refused.Line, refused.Message);
        }
        catch (YamlException broken)
        {
            errors.Add((int)broken.Start.Line, $"this is not valid YAML: {Shown.Of(broken.Message)}");
        }

        return null;
    }

    private Node? ReadDocument(FileErrors errors)
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            errors.Add(0, "the file is empty; it should begin with 'plans:'");
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode();
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _))
        {
            throw new RefusedYamlException(_parser.Current!, "a plan file is one document; remove the '---' and what follows");
        }

        return root;
    }

    private Node ReadNode()
    {
        var current = _parser.Consume<ParsingEvent>();
        Refuse(current);
        if (++_depth > PlanFile.MaxDepth)
        {
            throw new RefusedYamlException(current, $"more than {PlanFile.MaxDepth} levels of nesting");
        }

        Node node = current switch
        {
            Scalar scalar => new ScalarNode(ValueOf(scalar), LineOf(scalar)),
            SequenceStart start => new SequenceNode(ReadItems(), LineOf(start)),
            MappingStart start => new MappingNode(ReadEntries(), LineOf(start)),
            _ => throw new RefusedYamlException(current, "a value was expected here"),
        };
        _depth--;
        return node;
    }

    private List<Node> ReadItems()
    {
        var items = new List<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode());
        }

        return items;
    }

    private List<KeyValuePair<ScalarNode, Node>> ReadEntries()
    {
        var entries = new List<KeyValuePair<ScalarNode, Node>>();
        while (!_parser.TryConsume<MappingEnd>(out var _))
        {
            var key = ReadNode() as ScalarNode
                ?? throw new RefusedYamlException(_parser.Current!, "a key must be a single word");
            entries.Add(new(key, ReadNode()));
        }

        return entries;
    }

    private static void Refuse(ParsingEvent current)
    {
        if (current is AnchorAlias || (current is NodeEvent { Anchor.IsEmpty: false }))
        {
            throw new RefusedYamlException(current, "anchors (&) and aliases (*) are not accepted; write the values out");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            throw new RefusedYamlException(current, "tags (!) are not accepted; remove the tag");
        }
    }

    private static string? ValueOf(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value;

    private static int LineOf(ParsingEvent parsed) => (int)parsed.Start.Line;

    private sealed class RefusedYamlException(ParsingEvent where, string message) : Exception(message)
    {
        public int Line { get; } = LineOf(where);
    }
}
