using System.Buffers.Binary;

namespace Tollgate.Aggregating;

/// <summary>
/// Counts distinct addresses from their hashes: exact below <see cref="Size"/>, an estimate (standard error 13 %) from there on. Sketches of
/// hours merge to the sketch of the day.
/// </summary>
/// <remarks>The k minimum values sketch of Bar-Yossef, Jayram, Kumar, Sivakumar and Trevisan (RANDOM 2002).</remarks>
public sealed class AddressSketch
{
    /// <summary>Smallest hashes that are kept.</summary>
    public const int Size = 64;

    private readonly List<long> _hashes = []; // ascending; few enough to move

    /// <summary>The smallest hashes, ascending.</summary>
    public IReadOnlyCollection<long> Hashes => _hashes;

    /// <summary>Distinct addresses.</summary>
    public long Count => _hashes.Count < Size ? _hashes.Count : (long)Math.Round((Size - 1) / Fraction(_hashes[^1]));

    /// <summary>Notes an address.</summary>
    /// <param name="hash">64 bits that depend on the address only.</param>
    public void Add(long hash)
    {
        var place = _hashes.Count > 0 && hash > _hashes[^1] ? ~_hashes.Count : _hashes.BinarySearch(hash);
        if (place >= 0 || ~place == Size)
        {
            return;
        }

        if (_hashes.Count == Size)
        {
            _hashes.RemoveAt(Size - 1);
        }

        _hashes.Insert(~place, hash);
    }

    /// <summary>Notes everything that another one has.</summary>
    public void Add(IEnumerable<long> hashes)
    {
        foreach (var hash in hashes)
        {
            Add(hash);
        }
    }

    /// <summary>Writes the hashes, eight bytes each.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[_hashes.Count * sizeof(long)];
        var place = 0;
        foreach (var hash in _hashes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(place), hash);
            place += sizeof(long);
        }

        return bytes;
    }

    /// <summary>Notes what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a sketch.</exception>
    public void Add(byte[] encoded)
    {
        if (encoded.Length % sizeof(long) != 0 || encoded.Length > Size * sizeof(long))
        {
            throw new InvalidDataException("The stored sketch of addresses is damaged.");
        }

        for (var place = 0; place < encoded.Length; place += sizeof(long))
        {
            Add(BinaryPrimitives.ReadInt64LittleEndian(encoded.AsSpan(place)));
        }
    }

    /// <summary>Where a hash lies between the smallest (0) and the largest (1).</summary>
    private static double Fraction(long hash) => ((double)hash - long.MinValue + 1) / Math.Pow(2, 64);
}
