using System.Text;

namespace Tollgate.Server.Tests.Recording;

/// <summary>Writes values as the data section of MaxMind's format has them: a byte of type and size, the rest of the size, the bytes.</summary>
internal static class MmdbData
{
    private const int Text = 2;
    private const int UInt16 = 5;
    private const int UInt32 = 6;
    private const int Map = 7;
    private const int UInt64 = 9;
    private const int Array = 11;

    /// <summary>Writes a text, an unsigned number, a list or a dictionary.</summary>
    public static void Write(List<byte> to, object value)
    {
        switch (value)
        {
            case string text:
                Write(to, Text, Encoding.UTF8.GetBytes(text));
                break;
            case ushort number:
                Write(to, UInt16, Bytes(number));
                break;
            case uint number:
                Write(to, UInt32, Bytes(number));
                break;
            case ulong number:
                Write(to, UInt64, Bytes(number));
                break;
            case List<object> list:
                WriteControl(to, Array, list.Count);
                list.ForEach(item => Write(to, item));
                break;
            case Dictionary<string, object> map:
                WriteControl(to, Map, map.Count);
                foreach (var (key, item) in map)
                {
                    Write(to, key);
                    Write(to, item);
                }

                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not one of the types that tests need.", nameof(value));
        }
    }

    private static void Write(List<byte> to, int type, byte[] bytes)
    {
        WriteControl(to, type, bytes.Length);
        to.AddRange(bytes);
    }

    /// <summary>Types from 8 on follow in a byte of their own; sizes from 29 to 284 do, too.</summary>
    private static void WriteControl(List<byte> to, int type, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 284);
        to.Add((byte)(((type < 8 ? type : 0) << 5) | Math.Min(size, 29)));
        if (type >= 8)
        {
            to.Add((byte)(type - 7));
        }

        if (size >= 29)
        {
            to.Add((byte)(size - 29));
        }
    }

    /// <summary>Without leading zeros.</summary>
    private static byte[] Bytes(ulong number)
    {
        var bytes = new List<byte>();
        for (; number > 0; number >>= 8)
        {
            bytes.Insert(0, (byte)(number & 0xFF));
        }

        return [.. bytes];
    }
}
