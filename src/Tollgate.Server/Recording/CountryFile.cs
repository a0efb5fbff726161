using System.Net;
using System.Net.Sockets;
using MaxMind.Db;

namespace Tollgate.Server.Recording;

/// <summary>An opened country or city database in MaxMind's format, wholly in memory: what happens to the file later does not matter.</summary>
internal sealed class CountryFile : IDisposable
{
    private const int Sampled = 1_000;
    private readonly Reader _reader;
    private readonly bool _isNested;

    private CountryFile(Reader reader, bool isNested)
    {
        _reader = reader;
        _isNested = isNested;
    }

    /// <summary>What the file says it is, e.g. "GeoLite2-Country".</summary>
    public string Kind => _reader.Metadata.DatabaseType;

    /// <summary>When it was built.</summary>
    public DateTimeOffset BuiltAt => new(DateTime.SpecifyKind(_reader.Metadata.BuildDate, DateTimeKind.Utc));

    /// <summary>Opens a file and finds out where it keeps the country.</summary>
    /// <exception cref="InvalidDataException">It is missing, unreadable, no such database, or one without countries; the message names it and says what to do.</exception>
    public static CountryFile Open(string path)
    {
        Reader? reader = null;
        try
        {
            reader = new Reader(path, FileAccessMode.Memory);
            var file = new CountryFile(reader, IsNested(reader) ?? throw new InvalidDataException($"it is of the kind {reader.Metadata.DatabaseType}, and its records name no country"));
            reader = null;
            return file;
        }
#pragma warning disable CA1031 // the reader fails in a dozen ways on bytes that are no database
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = exception is InvalidDatabaseException ? $"it is damaged or no such database: {exception.Message}" : exception.Message;
            throw new InvalidDataException(
                $"The country database '{path}' can't be used: {reason.TrimEnd('.')}. Name a country or city database (.mmdb) with Tollgate:Recording:CountryDatabase, or leave the setting out.",
                exception);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    /// <summary>The country's code; null when the file does not know.</summary>
    public string? Find(IPAddress address)
    {
        if (_reader.Metadata.IPVersion == 4 && address.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        return Code(_isNested ? _reader.Find<NestedCountry>(address)?.Country?.Code : FlatCode(_reader.Find<FlatCountry>(address)));
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>True for <c>country.iso_code</c>, false for a text beside the others, null where the first records have neither.</summary>
    private static bool? IsNested(Reader reader)
    {
        foreach (var node in reader.FindAll<Dictionary<string, object>>(null, 1).Take(Sampled))
        {
            if (node.Data.GetValueOrDefault("country") is IDictionary<string, object> nested && nested.ContainsKey("iso_code"))
            {
                return true;
            }

            if (FlatCode(new FlatCountry(node.Data.GetValueOrDefault("country_code") as string, node.Data.GetValueOrDefault("country") as string)) is not null)
            {
                return false;
            }
        }

        return null;
    }

    /// <summary>Some call the code <c>country_code</c> beside a country's name, others call the code itself <c>country</c>.</summary>
    private static string? FlatCode(FlatCountry? record) => Code(record?.CountryCode) ?? Code(record?.Country);

    private static string? Code(string? text) =>
        text is [var first, var second] && char.IsAsciiLetter(first) && char.IsAsciiLetter(second) && !text.Equals("ZZ", StringComparison.OrdinalIgnoreCase)
            ? text.ToUpperInvariant()
            : null;
}
