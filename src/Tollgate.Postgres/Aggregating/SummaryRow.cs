using Npgsql;
using Tollgate.Aggregating;

namespace Tollgate.Postgres.Aggregating;

/// <summary>Reads sums from the columns of a row.</summary>
internal static class SummaryRow
{
    private const int MeasureColumns = 10;
    private const int ToldApartColumns = 6;

    /// <summary>A whole summary: start, dimensions, measures, histogram, sketch.</summary>
    public static UsageSummary Read(NpgsqlDataReader row)
    {
        const int FirstMeasure = 7;
        var (durations, addresses) = Sketches(row, FirstMeasure + MeasureColumns);
        return new UsageSummary
        {
            Start = row.GetInt64(0),
            Subject = row.IsDBNull(1) ? null : row.GetString(1),
            UserId = row.IsDBNull(2) ? null : row.GetInt64(2),
            KeyId = row.GetInt64(3) is > 0 and var key ? key : null,
            Endpoint = row.GetString(4),
            Plan = row.GetString(5) is { Length: > 0 } plan ? plan : null,
            Country = row.GetString(6) is { Length: > 0 } country ? country : null,
            Measures = Measures(row, FirstMeasure),
            Durations = durations,
            Addresses = addresses,
        };
    }

    /// <summary>Measures added up over what is not told apart: start, dimensions, measures.</summary>
    public static UsageSummary ReadSums(NpgsqlDataReader row) => ReadToldApart(row) with { Measures = Measures(row, ToldApartColumns) };

    /// <summary>Sketches of a part of what is told apart: start, dimensions, histogram, sketch.</summary>
    public static UsageSummary ReadSketches(NpgsqlDataReader row)
    {
        var (durations, addresses) = Sketches(row, ToldApartColumns);
        return ReadToldApart(row) with { Durations = durations, Addresses = addresses };
    }

    private static UsageSummary ReadToldApart(NpgsqlDataReader row) => new()
    {
        Start = row.IsDBNull(0) ? 0 : row.GetInt64(0),
        Subject = row.IsDBNull(1) ? null : row.GetString(1),
        KeyId = row.IsDBNull(2) || row.GetInt64(2) == 0 ? null : row.GetInt64(2),
        Endpoint = row.IsDBNull(3) ? "" : row.GetString(3),
        Plan = row.IsDBNull(4) || row.GetString(4) is not { Length: > 0 } plan ? null : plan,
        Country = row.IsDBNull(5) || row.GetString(5) is not { Length: > 0 } country ? null : country,
    };

    private static (DurationHistogram Durations, AddressSketch Addresses) Sketches(NpgsqlDataReader row, int first)
    {
        var durations = new DurationHistogram();
        var values = row.GetFieldValue<long[]>(first);
        var counts = row.GetFieldValue<long[]>(first + 1);
        for (var i = 0; i < values.Length; i++)
        {
            durations.Add(values[i], counts[i]);
        }

        var addresses = new AddressSketch();
        addresses.Add(row.GetFieldValue<long[]>(first + 2));
        return (durations, addresses);
    }

    /// <summary>The ten measures from a column on.</summary>
    public static UsageMeasures Measures(NpgsqlDataReader row, int first) => new()
    {
        Requests = row.GetInt64(first),
        Succeeded = row.GetInt64(first + 1),
        Failed = row.GetInt64(first + 2),
        Refused = row.GetInt64(first + 3),
        ShadowRefused = row.GetInt64(first + 4),
        Cost = row.GetInt64(first + 5),
        Charged = row.GetInt64(first + 6),
        BytesIn = row.GetInt64(first + 7),
        BytesOut = row.GetInt64(first + 8),
        DurationMicroseconds = row.GetInt64(first + 9),
    };
}
