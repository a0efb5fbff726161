using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tollgate.Entitling;

/// <summary>The SHA-256 of an API key as a value, so that looking one up allocates nothing.</summary>
internal readonly record struct KeyHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    /// <summary>The value of 32 bytes.</summary>
    public static KeyHash Of(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static bool TryParse(string hex, out KeyHash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var isHash = hex.Length == 2 * Length && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = isHash ? Of(bytes) : default;
        return isHash;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), Second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), Third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), Fourth);
        return bytes;
    }

    /// <summary>The digits of a cryptographic hash need no further mixing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override int GetHashCode() => unchecked((int)First);
}
