using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Identifying;

/// <summary>Addresses as 128 bits, IPv4 in the mapped range ::ffff:0:0/96, so that notation never decides anything.</summary>
internal static class AddressBits
{
    /// <summary>Bits before the IPv4 address in the mapped range.</summary>
    public const int IPv4Offset = 96;

    private static readonly UInt128 Mapped = 0xFFFF;
    private static readonly UInt128 Nat64 = new UInt128(0x0064_FF9B_0000_0000, 0) >> 32;

    /// <summary>The bits of an address: IPv4-mapped and NAT64 (64:ff9b::/96) become IPv4, a scope id is dropped.</summary>
    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return OfIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        var bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return IsNat64(bits) ? OfIPv4((uint)(bits & uint.MaxValue)) : bits;
    }

    /// <summary>The bits of an IPv4 address.</summary>
    public static UInt128 OfIPv4(uint address) => (Mapped << 32) | address;

    /// <summary>Whether the bits are an IPv4 address.</summary>
    public static bool IsIPv4(UInt128 bits) => bits >> 32 == Mapped;

    /// <summary>Whether the bits are a NAT64 address (RFC 6052), which <see cref="Of"/> never returns.</summary>
    public static bool IsNat64(UInt128 bits) => bits >> 32 == Nat64;

    /// <summary>The first <paramref name="length"/> of 128 bits, the rest zero.</summary>
    public static UInt128 Mask(UInt128 bits, int length) => length == 0 ? 0 : bits & (UInt128.MaxValue << (128 - length));

    /// <summary>The address of the bits, for text.</summary>
    public static IPAddress ToAddress(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new IPAddress(IsIPv4(bits) ? bytes[12..] : bytes);
    }
}
