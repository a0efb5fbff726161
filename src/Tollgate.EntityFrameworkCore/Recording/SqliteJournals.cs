using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Recording;

namespace Tollgate.EntityFrameworkCore.Recording;

/// <summary>
/// The journals in a folder that belong to one database; others' are left alone. A file is named
/// <c>usage-{database}-{node}-{random}.journal</c>, and who holds the lock on the file beside it holds the journal.
/// </summary>
internal sealed class SqliteJournals(string folder, string database, ILogger<SqliteJournals> logger) : IUsageJournals
{
    private const string Extension = ".journal";
    private const string LockExtension = ".lock";
    private readonly string _prefix = $"usage-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..12]}-";

    public IUsageJournal Create(string node)
    {
        var path = Path.Combine(folder, $"{_prefix}{node}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}{Extension}");
        try
        {
            if (!Directory.Exists(folder) && !OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            Directory.CreateDirectory(folder);
            var held = TryHold(path) ?? throw new IOException($"{path}{LockExtension} is held by another process.");
            return SqliteJournal.Open(path, held);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new InvalidOperationException(
                $"The folder of usage journals '{folder}' can't be used: {exception.Message} Name a folder that this process may write with Tollgate:Recording:JournalPath.",
                exception);
        }
    }

    public IReadOnlyList<IUsageJournal> TakeOver()
    {
        var taken = new List<IUsageJournal>();
        foreach (var path in Directory.EnumerateFiles(folder, _prefix + "*" + Extension))
        {
            if (TryHold(path) is { } held && TryOpen(path, held) is { } journal)
            {
                taken.Add(journal);
            }
        }

        return taken;
    }

    private SqliteJournal? TryOpen(string path, FileStream held)
    {
        try
        {
            if (File.Exists(path))
            {
                return SqliteJournal.Open(path, held);
            }

            File.Delete(held.Name); // its holder finished between the listing and the lock
        }
        catch (InvalidDataException exception)
        {
            Log.JournalUnreadable(logger, path, SqliteJournal.SetAside(path, held), exception);
        }
        catch (Microsoft.Data.Sqlite.SqliteException exception)
        {
            Log.JournalNotOpened(logger, path, exception);
        }

        held.Dispose();
        return null;
    }

    /// <summary>The lock, which the operating system takes away when the process ends; null when a living process has it.</summary>
    private static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path + LockExtension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
