using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Recording;

namespace Tollgate.EntityFrameworkCore.Recording;

/// <summary>
/// The journals in a folder, of which those of other databases are left alone. A file is named
/// <c>usage-{database}-{node}-{random}.journal</c>, and who holds the lock on the file beside it holds the journal.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="address">Where the database is, without secrets: stands for its identity until that is known.</param>
/// <param name="logger">For files that can't be read.</param>
internal sealed class SqliteJournals(string folder, string address, ILogger<SqliteJournals> logger) : IUsageJournals
{
    private const string Extension = ".journal";
    private const string LockExtension = ".lock";
    private readonly string _addressPrefix = Prefix(address);

    public IUsageJournal Create(string node, string? database)
    {
        var prefix = database is null ? _addressPrefix : Prefix(database);
        var path = Path.Combine(folder, $"{prefix}{node}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}{Extension}");
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

    public IReadOnlyList<IUsageJournal> TakeOver(string? database)
    {
        var taken = new List<IUsageJournal>();
        string[] prefixes = database is null ? [_addressPrefix] : [Prefix(database), _addressPrefix];
        foreach (var path in prefixes.SelectMany(prefix => Directory.EnumerateFiles(folder, prefix + "*" + Extension)))
        {
            if (TryHold(path) is { } held && TryOpen(path, held) is { } journal)
            {
                taken.Add(journal);
            }
        }

        return taken;
    }

    public IReadOnlyList<string> FindSetAside()
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, $"usage-*{Extension}{SqliteJournal.UnreadableExtension}"),
                .. Directory.EnumerateFiles(folder, $"usage-*{Extension}{SqliteJournal.BlockExtension}*"),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // whoever writes there says why it can't be used
        }
    }

    private static string Prefix(string identity) => $"usage-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12]}-";

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
            UsageMetrics.AddSetAside("journal");
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
            return new FileStream(path + LockExtension, OwnerOnly.Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
