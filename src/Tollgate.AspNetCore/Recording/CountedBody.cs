using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.AspNetCore.Recording;

/// <summary>A response's body that counts what is written into it, for responses whose length nobody states.</summary>
internal sealed class CountedBody(IHttpResponseBodyFeature inner) : IHttpResponseBodyFeature
{
    private CountedStream? _stream;
    private CountedWriter? _writer;
    private long _sent;

    /// <summary>Bytes written so far.</summary>
    public long Bytes => (_stream?.Bytes ?? 0) + (_writer?.Bytes ?? 0) + _sent;

    public Stream Stream => _stream ??= new CountedStream(inner.Stream);

    public PipeWriter Writer => _writer ??= new CountedWriter(inner.Writer);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await inner.SendFileAsync(path, offset, count, cancellationToken);
        _sent += count ?? (new FileInfo(path).Length - offset);
    }
}
