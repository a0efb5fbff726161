using System.Net;
using Microsoft.Extensions.Options;
using Tollgate.Identifying;
using Tollgate.Recording;
using Tollgate.Server.Identifying;

namespace Tollgate.Server.Recording;

/// <summary>The configured country database. A new file in the old one's place is taken over once it stays as it is; a broken one is not.</summary>
internal sealed class CountryDatabase(IOptions<RecordingOptions> options, ILogger<CountryDatabase> logger) : ICountryLookup, IDisposable
{
    private readonly string? _path = options.Value.CountryDatabase is { } path ? Path.GetFullPath(path) : null;
    private volatile CountryFile? _file;
    private FileMark? _used;
    private FileMark? _seen;
    private FileMark? _rejected;
    private volatile bool _hasFailed;
    private bool _wasMissing;

    /// <summary>Whether a file is configured.</summary>
    public bool IsConfigured => _path is not null;

    /// <summary>Opens the file.</summary>
    /// <exception cref="OptionsValidationException">It can't be used; the message names it and says what to do.</exception>
    public void Open()
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            var mark = FileMark.Of(_path);
            _file = CountryFile.Open(_path);
            (_used, _seen) = (mark, mark);
        }
        catch (InvalidDataException exception)
        {
            throw new OptionsValidationException(nameof(RecordingOptions), typeof(RecordingOptions), [exception.Message]);
        }
    }

    /// <summary>Takes over a new file that has not changed since the last call. Never fails: what can't be used is logged once, and the old one stays.</summary>
    public void Refresh()
    {
        if (_path is null || FileMark.Of(_path) is var mark && mark == _used)
        {
            return;
        }

        if (mark is null)
        {
            if (!_wasMissing)
            {
                Log.CountryFileMissing(logger, _path);
            }

            _wasMissing = true;
            return;
        }

        _wasMissing = false;
        if (mark == _seen && mark != _rejected)
        {
            Replace(_path, mark);
        }

        _seen = mark; // somebody may still be writing it
    }

    /// <inheritdoc />
    public string? Find(IPAddress address)
    {
        var plain = AddressBits.ToAddress(AddressBits.Of(address));
        if (_file is not { } file || !PublicAddress.Is(plain))
        {
            return null; // some files name a country for private networks, too
        }

        try
        {
            return file.Find(plain);
        }
#pragma warning disable CA1031 // a damaged record must not keep requests from being recorded
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_hasFailed)
            {
                Log.CountryNotFound(logger, _path!, exception);
            }

            _hasFailed = true;
            return null;
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>The old file is left to the garbage collector: a look-up may be under way in it.</summary>
    private void Replace(string path, FileMark mark)
    {
        try
        {
            var file = CountryFile.Open(path);
            _file = file;
            (_used, _rejected, _hasFailed) = (mark, null, false);
            Log.CountryFileReplaced(logger, path, file.Kind, file.BuiltAt);
        }
        catch (InvalidDataException exception)
        {
            _rejected = mark;
            Log.CountryFileRejected(logger, exception.Message, exception);
        }
    }
}
