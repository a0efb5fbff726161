using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Tollgate.Identifying;

/// <summary>The text of API keys: made from 160 random bits, and checked without asking anyone.</summary>
/// <remarks>
/// Layout, 47 characters: the prefix "tg_live_" (8), 160 random bits in Crockford's base 32 (32), and the CRC-32C of the
/// 40 characters before it in the same alphabet (7, most significant first). Lower case only, so that a key has one spelling.
/// The checksum keeps guesses and typing errors away from the database; the secret is the random part alone.
/// </remarks>
public static class ApiKeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "tg_live_";

    /// <summary>Characters of a key.</summary>
    public const int Length = ChecksumAt + ChecksumLength;

    /// <summary>Bytes of a key's hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private const int RandomBytes = 20;
    private const int ChecksumAt = 40;
    private const int ChecksumLength = 7;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new key from the operating system's random source; it can't be recovered from what is stored.</summary>
    public static string Create()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        Span<byte> ascii = stackalloc byte[Length];
        "tg_live_"u8.CopyTo(ascii);
        for (var block = 0; block < RandomBytes / 5; block++)
        {
            var five = ((ulong)random[block * 5] << 32) | BinaryPrimitives.ReadUInt32BigEndian(random[((block * 5) + 1)..]);
            Write(five, ascii.Slice(Prefix.Length + (block * 8), 8));
        }

        Write(Checksum(ascii), ascii[ChecksumAt..]);
        return System.Text.Encoding.ASCII.GetString(ascii);
    }

    /// <summary>The SHA-256 of a well-formed key's UTF-8 text; neither throws nor allocates.</summary>
    /// <param name="text">What the caller presented.</param>
    /// <param name="hash32">Receives the hash; room for <see cref="HashLength"/> bytes.</param>
    /// <returns>False when prefix, length, alphabet or checksum are wrong: no such key was ever made.</returns>
    public static bool TryHash(ReadOnlySpan<char> text, Span<byte> hash32)
    {
        Span<byte> ascii = stackalloc byte[Length];
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || !TryCopy(text, ascii))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[ChecksumLength];
        Write(Checksum(ascii), expected);
        return expected.SequenceEqual(ascii[ChecksumAt..]) && SHA256.TryHashData(ascii, hash32, out _);
    }

    /// <summary>The last four characters, for people to tell keys apart; they belong to the checksum, not to the secret.</summary>
    public static string LastFour(string key) => key[^4..];

    private static bool TryCopy(ReadOnlySpan<char> text, Span<byte> ascii)
    {
        "tg_live_"u8.CopyTo(ascii);
        for (var i = Prefix.Length; i < text.Length; i++)
        {
            if (!Alphabet.Contains(text[i], StringComparison.Ordinal))
            {
                return false;
            }

            ascii[i] = (byte)text[i];
        }

        return true;
    }

    private static ulong Checksum(ReadOnlySpan<byte> ascii)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < ChecksumAt; i += sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(ascii[i..]));
        }

        return ~crc;
    }

    private static void Write(ulong value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }
}
