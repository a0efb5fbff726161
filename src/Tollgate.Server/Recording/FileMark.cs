namespace Tollgate.Server.Recording;

/// <summary>What tells one state of a file from another.</summary>
internal sealed record FileMark(DateTime WrittenAt, long Length)
{
    /// <summary>The mark of a file; null while there is none.</summary>
    public static FileMark? Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileMark(file.LastWriteTimeUtc, file.Length) : null;
    }
}
