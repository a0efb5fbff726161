using System.Net;
using System.Net.Sockets;

namespace Tollgate.Server.Tests.Recording;

/// <summary>
/// Writes small databases in MaxMind's format 2.0: a binary tree over the bits of addresses with 24 bits a record, then the records, then what
/// the file says of itself. Networks must not overlap.
/// </summary>
internal sealed class MmdbFile(int ipVersion = 6, string kind = "Test-Country", DateTimeOffset? builtAt = null)
{
    private const long Empty = -1;
    private const int FirstRecord = -2; // -2 and below: the place of a record, counted down
    private readonly List<long[]> _nodes = [[Empty, Empty]];
    private readonly List<byte> _records = [];

    /// <summary>Adds a network, e.g. "8.8.8.0/24" or "2a00::/16", with its record: texts, numbers and dictionaries.</summary>
    public MmdbFile Add(string network, Dictionary<string, object> record)
    {
        var (bits, length) = Path(IPNetwork.Parse(network));
        var place = _records.Count;
        MmdbData.Write(_records, record);
        var node = 0L;
        for (var depth = 0; depth < length - 1; depth++)
        {
            ref var next = ref _nodes[(int)node][Bit(bits, depth)];
            if (next == Empty)
            {
                next = _nodes.Count;
                _nodes.Add([Empty, Empty]);
            }

            node = next;
        }

        _nodes[(int)node][Bit(bits, length - 1)] = FirstRecord - place;
        return this;
    }

    /// <summary>Writes the file in one step, as a download should, and returns its path.</summary>
    public string Save(string path)
    {
        var file = new List<byte>();
        foreach (var record in _nodes.SelectMany(n => n))
        {
            var pointer = Pointer(record);
            file.AddRange([(byte)(pointer >> 16), (byte)((pointer >> 8) & 0xFF), (byte)(pointer & 0xFF)]);
        }

        file.AddRange(new byte[16]);
        file.AddRange(_records);
        file.AddRange([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        MmdbData.Write(file, Metadata());
        File.WriteAllBytes(path + ".new", [.. file]);
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    private long Pointer(long record) => record switch
    {
        Empty => _nodes.Count,
        <= FirstRecord => _nodes.Count + 16 + (FirstRecord - record),
        _ => record,
    };

    private Dictionary<string, object> Metadata() => new()
    {
        ["binary_format_major_version"] = (ushort)2,
        ["binary_format_minor_version"] = (ushort)0,
        ["build_epoch"] = (ulong)(builtAt ?? DateTimeOffset.UnixEpoch).ToUnixTimeSeconds(),
        ["database_type"] = kind,
        ["description"] = new Dictionary<string, object> { ["en"] = "made by a test" },
        ["ip_version"] = (ushort)ipVersion,
        ["languages"] = new List<object> { "en" },
        ["node_count"] = (uint)_nodes.Count,
        ["record_size"] = (ushort)24,
    };

    /// <summary>The bits that lead to a network: in a tree of IPv6 addresses, IPv4 ones are below ::/96.</summary>
    private (byte[] Bits, int Length) Path(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        var isBelow = ipVersion == 6 && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        return isBelow ? ([.. new byte[12], .. bytes], 96 + network.PrefixLength) : (bytes, network.PrefixLength);
    }

    private static int Bit(byte[] bits, int place) => (bits[place / 8] >> (7 - (place % 8))) & 1;
}
