using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Plans;

/// <summary>Reads JSON into nodes that know their line.</summary>
internal static class JsonNodeReader
{
    /// <summary>The document's root, or null with an error added.</summary>
    public static Node? Read(string text, FileErrors errors)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions
        {
            MaxDepth = PlanFile.MaxDepth,
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        });
        try
        {
            reader.Read();
            var root = ReadNode(ref reader, new LineCounter(bytes));
            while (reader.Read())
            {
                // Anything but white space after the root makes the reader throw.
            }

            return root;
        }
        catch (JsonException broken)
        {
            var line = (int)(broken.LineNumber ?? -1) + 1;
            errors.Add(line, $"this is not valid JSON: {Shown.Of(broken.Message.Split(" LineNumber:")[0])}");
            return null;
        }
    }

    private static Node ReadNode(ref Utf8JsonReader reader, LineCounter lines)
    {
        var line = lines.LineAt(reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartArray => new SequenceNode(ReadItems(ref reader, lines), line),
            JsonTokenType.StartObject => new MappingNode(ReadEntries(ref reader, lines), line),
            JsonTokenType.Null => new ScalarNode(null, line),
            JsonTokenType.String => new ScalarNode(reader.GetString(), line),
            _ => new ScalarNode(Encoding.UTF8.GetString(reader.ValueSpan), line),
        };
    }

    private static List<Node> ReadItems(ref Utf8JsonReader reader, LineCounter lines)
    {
        var items = new List<Node>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode(ref reader, lines));
        }

        return items;
    }

    private static List<KeyValuePair<ScalarNode, Node>> ReadEntries(ref Utf8JsonReader reader, LineCounter lines)
    {
        var entries = new List<KeyValuePair<ScalarNode, Node>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = new ScalarNode(reader.GetString(), lines.LineAt(reader.TokenStartIndex));
            reader.Read();
            entries.Add(new(key, ReadNode(ref reader, lines)));
        }

        return entries;
    }

    /// <summary>Counts lines once along the way: tokens come in the order of the text.</summary>
    private sealed class LineCounter(byte[] bytes)
    {
        private long _at;
        private int _line = 1;

        public int LineAt(long index)
        {
            for (; _at < index; _at++)
            {
                if (bytes[_at] == (byte)'\n')
                {
                    _line++;
                }
            }

            return _line;
        }
    }
}
