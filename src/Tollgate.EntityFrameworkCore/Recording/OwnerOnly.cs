namespace Tollgate.EntityFrameworkCore.Recording;

/// <summary>Files that only their owner may read or write: journals hold addresses and who called what. On Windows the folder's access list holds.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>How such a file is opened or made.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        return options;
    }

    /// <summary>Makes the file if it is not there, and takes from others what an earlier version let them have.</summary>
    public static void Make(string path)
    {
        using (new FileStream(path, Options(FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete)))
        {
            // it is there now
        }

        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != Mode)
        {
            File.SetUnixFileMode(path, Mode);
        }
    }
}
