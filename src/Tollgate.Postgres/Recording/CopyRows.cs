using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Tollgate.Postgres.Recording;

/// <summary>
/// Rows for COPY in PostgreSQL's binary format (its manual, COPY, "Binary Format"), written as bytes: a row of many short columns costs a
/// tenth of what it takes value by value through the driver, and every request becomes such a row.
/// </summary>
internal sealed class CopyRows : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private readonly short _columns;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(2 * FlushAt);
    private int _length;

    /// <param name="columns">Columns of each row.</param>
    public CopyRows(short columns)
    {
        _columns = columns;
        Header.CopyTo(Room(Header.Length));
    }

    /// <summary>Rows begun.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is time to send what there is.</summary>
    public bool IsFull => _length >= FlushAt;

    /// <summary>Begins a row; as many values have to follow as there are columns.</summary>
    public void BeginRow()
    {
        Count++;
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), _columns);
    }

    /// <summary>Writes a bigint; null for NULL.</summary>
    public void Write(long? value)
    {
        if (value is not { } number)
        {
            WriteLength(-1);
            return;
        }

        WriteLength(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), number);
    }

    /// <summary>Writes an integer.</summary>
    public void WriteInteger(int value)
    {
        WriteLength(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), value);
    }

    /// <summary>Writes a boolean.</summary>
    public void Write(bool value)
    {
        WriteLength(1);
        Room(1)[0] = value ? (byte)1 : (byte)0;
    }

    /// <summary>Writes a text; null for NULL. The database's encoding is UTF-8, whatever the text holds.</summary>
    public void Write(string? text)
    {
        if (text is null)
        {
            WriteLength(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(length);
        Encoding.UTF8.GetBytes(text, Room(length));
    }

    /// <summary>Sends what has been written.</summary>
    public async Task FlushAsync(NpgsqlRawCopyStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_bytes.AsMemory(0, _length), cancellationToken);
        _length = 0;
    }

    /// <summary>Ends the rows.</summary>
    public Task CompleteAsync(NpgsqlRawCopyStream stream, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), -1);
        return FlushAsync(stream, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void WriteLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), length);

    private Span<byte> Room(int length)
    {
        if (_length + length > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * (_length + length));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}
