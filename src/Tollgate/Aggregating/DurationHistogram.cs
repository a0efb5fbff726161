using System.Numerics;
using HdrHistogram;

namespace Tollgate.Aggregating;

/// <summary>
/// Response times as counts of rounded values, which can be merged without loss. A value keeps its six leading binary digits, so that a
/// percentile is at most 2 % off; HdrHistogram works the percentiles out.
/// </summary>
public sealed class DurationHistogram
{
    /// <summary>Longer durations count as this one: about 36 minutes, in microseconds.</summary>
    public const long Longest = int.MaxValue;

    private const int KeptBits = 6;
    private const int Digits = 2;
    private readonly SortedList<long, long> _counts = []; // arrays: those read from the database are appended in order

    /// <summary>Durations counted.</summary>
    public long Count { get; private set; }

    /// <summary>The rounded values in microseconds, ascending, and how often each came.</summary>
    public IReadOnlyDictionary<long, long> Counts => _counts;

    /// <summary>Rounds a duration down to the value that stands for it.</summary>
    /// <param name="microseconds">The duration; negative ones count as 0, long ones as <see cref="Longest"/>.</param>
    public static long Round(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, Longest);
        var dropped = Math.Max(0, BitOperations.Log2((ulong)Math.Max(value, 1)) + 1 - KeptBits);
        return value >> dropped << dropped;
    }

    /// <summary>Counts a duration.</summary>
    /// <param name="microseconds">The duration.</param>
    /// <param name="count">How often; 0 changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public void Add(long microseconds, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > 0)
        {
            var value = Round(microseconds);
            _counts[value] = checked(_counts.GetValueOrDefault(value) + count);
            Count = checked(Count + count);
        }
    }

    /// <summary>Counts everything that another one has.</summary>
    public void Add(DurationHistogram other)
    {
        foreach (var (value, count) in other._counts)
        {
            Add(value, count);
        }
    }

    /// <summary>Durations that so many per cent of the requests did not exceed.</summary>
    /// <param name="percentiles">Each between 0 and 100.</param>
    /// <returns>Microseconds, one for each; 0 when nothing was counted.</returns>
    public long[] Percentiles(params ReadOnlySpan<double> percentiles)
    {
        var results = new long[percentiles.Length];
        if (Count == 0)
        {
            return results;
        }

        var histogram = new LongHistogram(Longest * 2, Digits);
        foreach (var (value, count) in _counts)
        {
            histogram.RecordValueWithCount(Middle(value), count);
        }

        for (var i = 0; i < percentiles.Length; i++)
        {
            results[i] = histogram.GetValueAtPercentile(percentiles[i]);
        }

        return results;
    }

    /// <summary>Writes the counts: pairs of the distance to the value before and the count.</summary>
    public byte[] Encode()
    {
        using var stream = new MemoryStream(_counts.Count * 4);
        using var writer = new BinaryWriter(stream);
        var last = 0L;
        foreach (var (value, count) in _counts)
        {
            writer.Write7BitEncodedInt64(value - last);
            writer.Write7BitEncodedInt64(count);
            last = value;
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Counts what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a histogram.</exception>
    public void Add(byte[] encoded)
    {
        using var reader = new BinaryReader(new MemoryStream(encoded, writable: false));
        try
        {
            for (var last = 0L; reader.BaseStream.Position < encoded.Length;)
            {
                last += reader.Read7BitEncodedInt64();
                Add(last, reader.Read7BitEncodedInt64());
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("The stored response times are damaged.", exception);
        }
    }

    /// <summary>The middle of the durations that a rounded value stands for.</summary>
    private static long Middle(long value)
    {
        var dropped = Math.Max(0, BitOperations.Log2((ulong)Math.Max(value, 1)) + 1 - KeptBits);
        return value + ((1L << dropped) >> 1);
    }
}
