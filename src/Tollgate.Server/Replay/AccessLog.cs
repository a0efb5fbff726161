using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Server.Replay;

/// <summary>Reads an access log as a stream; a line that is none is reported and counted, never dropped in silence.</summary>
internal sealed class AccessLog : IDisposable
{
    private readonly Stream _file;
    private readonly Stream _text;
    private readonly Action<MalformedLine> _onMalformed;

    /// <summary>Reads a log from a stream.</summary>
    /// <param name="file">The log; packed with gzip or not.</param>
    /// <param name="isPacked">Whether it is packed.</param>
    /// <param name="onMalformed">Called for each line that is no entry.</param>
    public AccessLog(Stream file, bool isPacked, Action<MalformedLine> onMalformed)
    {
        _file = file;
        _text = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        _onMalformed = onMalformed;
    }

    /// <summary>Opens a file; one that ends in ".gz" is unpacked on the way, "-" is standard input.</summary>
    public static AccessLog Open(string path, Action<MalformedLine> onMalformed) => new(
        path == "-" ? Console.OpenStandardInput() : File.OpenRead(path), path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), onMalformed);

    /// <summary>
    /// The first 24 hex digits of the SHA-256 of the log's first line, known from the first entry on: the same for a log that has grown, was
    /// renamed or packed since.
    /// </summary>
    public string? Fingerprint { get; private set; }

    /// <summary>Lines that were no log entries so far; blank lines do not count.</summary>
    public long Malformed { get; private set; }

    /// <summary>How much of the file has been read, from 0 to 1; 0 while that is not known.</summary>
    public double ShareRead => _file is { CanSeek: true, Length: > 0 } ? (double)_file.Position / _file.Length : 0;

    /// <inheritdoc />
    public void Dispose() => _text.Dispose();

    /// <summary>The entries in the order of the file.</summary>
    public async IAsyncEnumerable<LogEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new StreamReader(_text, Encoding.UTF8);
        var number = 0L;
        await foreach (var line in BoundedLines.ReadAsync(text, cancellationToken))
        {
            number++;
            if (Read(line, number) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private LogEntry? Read(string? line, long number)
    {
        if (line is not null && string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        Fingerprint ??= line is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line.TrimEnd('\r'))))[..24];
        var reason = $"it is longer than {BoundedLines.Longest} characters";
        var entry = line is null ? null : LogLine.Parse(line, number, out reason);
        if (entry is null)
        {
            Malformed++;
            _onMalformed(new MalformedLine(number, reason));
        }

        return entry;
    }
}
