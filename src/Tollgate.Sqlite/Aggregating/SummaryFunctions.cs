using System.IO.Hashing;
using System.Text;
using Microsoft.Data.Sqlite;
using Tollgate.Aggregating;

namespace Tollgate.Sqlite.Aggregating;

/// <summary>Aggregate functions that the statements on sums use; an empty result comes out as null.</summary>
internal static class SummaryFunctions
{
    /// <summary>Makes them known to a connection.</summary>
    public static void Register(SqliteConnection connection)
    {
        connection.CreateAggregate<long, long, DurationHistogram?, byte[]>("tollgate_durations", null, Count, Encode, isDeterministic: true);
        connection.CreateAggregate<byte[], DurationHistogram?, byte[]>("tollgate_merge_durations", null, Merge, Encode, isDeterministic: true);
        connection.CreateAggregate<string?, AddressSketch?, byte[]>("tollgate_addresses", null, Note, Encode, isDeterministic: true);
        connection.CreateAggregate<byte[], AddressSketch?, byte[]>("tollgate_merge_addresses", null, Merge, Encode, isDeterministic: true);
    }

    private static DurationHistogram Count(DurationHistogram? histogram, long microseconds, long count)
    {
        histogram ??= new DurationHistogram();
        histogram.Add(microseconds, count);
        return histogram;
    }

    private static DurationHistogram Merge(DurationHistogram? histogram, byte[] encoded)
    {
        histogram ??= new DurationHistogram();
        histogram.Add(encoded);
        return histogram;
    }

    private static AddressSketch Note(AddressSketch? sketch, string? address)
    {
        sketch ??= new AddressSketch();
        if (address is not null)
        {
            sketch.Add(unchecked((long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(address))));
        }

        return sketch;
    }

    private static AddressSketch Merge(AddressSketch? sketch, byte[] encoded)
    {
        sketch ??= new AddressSketch();
        sketch.Add(encoded);
        return sketch;
    }

    private static byte[] Encode(DurationHistogram? histogram) => histogram?.Encode() ?? [];

    private static byte[] Encode(AddressSketch? sketch) => sketch?.Encode() ?? [];
}
