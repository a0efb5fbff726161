using System.Text;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>The bytes of a journal block: a version, a count, and the events with each text written once.</summary>
internal static class UsageBlock
{
    private const byte Version = 2;
    private const byte WithoutCountries = 1;
    private const int MaxEvents = 2_000_000;

    /// <summary>Writes events as one block.</summary>
    public static JournalBlock Write(IReadOnlyList<UsageEvent> events, bool isRefused)
    {
        using var stream = new MemoryStream(events.Count * 64);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        var texts = new Dictionary<string, int>();
        writer.Write(Version);
        writer.Write7BitEncodedInt(events.Count);
        foreach (var usage in events)
        {
            Write(writer, texts, usage);
        }

        writer.Flush();
        return new JournalBlock(0, isRefused, events.Count, stream.ToArray());
    }

    /// <summary>Reads a block's events.</summary>
    /// <exception cref="InvalidDataException">The bytes are no block of this version.</exception>
    public static List<UsageEvent> Read(JournalBlock block)
    {
        using var reader = new BinaryReader(new MemoryStream(block.Body, writable: false), Encoding.UTF8);
        try
        {
            var version = reader.ReadByte();
            if (version is not (Version or WithoutCountries) || reader.Read7BitEncodedInt() is not (>= 0 and <= MaxEvents and var count))
            {
                throw new InvalidDataException("The journal block is not one of version 1 or 2.");
            }

            var texts = new List<string>();
            var events = new List<UsageEvent>(Math.Min(count, block.Body.Length));
            for (var i = 0; i < count; i++)
            {
                events.Add(Read(reader, texts, version));
            }

            return events;
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The journal block is damaged.", exception);
        }
    }

    private static void Write(BinaryWriter writer, Dictionary<string, int> texts, in UsageEvent usage)
    {
        writer.Write7BitEncodedInt64(usage.At);
        Write(writer, texts, usage.Node);
        writer.Write7BitEncodedInt64(usage.Sequence);
        Write(writer, texts, usage.Subject);
        Write(writer, usage.UserId);
        Write(writer, usage.KeyId);
        Write(writer, texts, usage.Plan);
        Write(writer, texts, usage.Endpoint);
        Write(writer, texts, usage.Method);
        writer.Write7BitEncodedInt(usage.Status);
        writer.Write7BitEncodedInt64(usage.DurationMicroseconds);
        Write(writer, usage.BytesIn);
        Write(writer, usage.BytesOut);
        Write(writer, texts, usage.Address?.Text);
        writer.Write7BitEncodedInt64(usage.Cost);
        writer.Write7BitEncodedInt64(usage.Charged);
        writer.Write((byte)usage.Outcome);
        writer.Write(usage.IsShadow);
        Write(writer, texts, usage.RefusingScope);
        Write(writer, texts, usage.RefusingWindow);
        writer.Write7BitEncodedInt64(usage.Count);
        Write(writer, texts, usage.Country);
    }

    private static UsageEvent Read(BinaryReader reader, List<string> texts, byte version) => new()
    {
        At = reader.Read7BitEncodedInt64(),
        Node = Text(reader, texts) ?? "",
        Sequence = reader.Read7BitEncodedInt64(),
        Subject = Text(reader, texts) ?? "",
        UserId = Number(reader),
        KeyId = Number(reader),
        Plan = Text(reader, texts),
        Endpoint = Text(reader, texts) ?? "",
        Method = Text(reader, texts) ?? "",
        Status = reader.Read7BitEncodedInt(),
        DurationMicroseconds = reader.Read7BitEncodedInt64(),
        BytesIn = Number(reader),
        BytesOut = Number(reader),
        Address = Text(reader, texts) is { } address ? ClientAddress.Parse(address) : null,
        Cost = reader.Read7BitEncodedInt64(),
        Charged = reader.Read7BitEncodedInt64(),
        Outcome = (Outcome)reader.ReadByte() is var outcome && Enum.IsDefined(outcome) ? outcome : throw new FormatException("No such outcome."),
        IsShadow = reader.ReadBoolean(),
        RefusingScope = Text(reader, texts),
        RefusingWindow = Text(reader, texts),
        Count = reader.Read7BitEncodedInt64(),
        Country = version == WithoutCountries ? null : Text(reader, texts),
    };

    private static void Write(BinaryWriter writer, long? number)
    {
        writer.Write(number.HasValue);
        if (number is { } value)
        {
            writer.Write7BitEncodedInt64(value);
        }
    }

    private static long? Number(BinaryReader reader) => reader.ReadBoolean() ? reader.Read7BitEncodedInt64() : null;

    /// <summary>0 for none, 1 before a new text, else 2 plus the place of one that was written before.</summary>
    private static void Write(BinaryWriter writer, Dictionary<string, int> texts, string? text)
    {
        if (text is null)
        {
            writer.Write((byte)0);
        }
        else if (texts.TryGetValue(text, out var place))
        {
            writer.Write7BitEncodedInt(place + 2);
        }
        else
        {
            texts.Add(text, texts.Count);
            writer.Write((byte)1);
            writer.Write(text);
        }
    }

    private static string? Text(BinaryReader reader, List<string> texts)
    {
        var place = reader.Read7BitEncodedInt();
        if (place == 1)
        {
            texts.Add(reader.ReadString());
            return texts[^1];
        }

        return place == 0 ? null : texts[place - 2];
    }
}
