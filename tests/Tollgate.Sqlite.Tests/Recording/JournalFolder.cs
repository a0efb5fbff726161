using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.EntityFrameworkCore.Recording;
using Tollgate.Recording;

namespace Tollgate.Sqlite.Tests.Recording;

/// <summary>A folder of journals, removed afterwards.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-journal-");

    public string Path => _folder.FullName;

    public IEnumerable<string> Files => _folder.EnumerateFiles().Select(f => f.Name);

    public SqliteJournals Of(string address = "host") => new(_folder.FullName, address, NullLogger<SqliteJournals>.Instance);

    /// <summary>What a killed process leaves: its files as they are at this moment, without their lock.</summary>
    public JournalFolder CopyAsAfterAKill()
    {
        var copy = new JournalFolder();
        foreach (var file in _folder.EnumerateFiles().Where(f => !f.Name.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.WriteAllBytes(System.IO.Path.Combine(copy.Path, file.Name), ReadShared(file.FullName));
        }

        return copy;
    }

    public static JournalBlock Block(int first, int count, bool isRefused = false) => UsageBlock.Write(
        [.. Enumerable.Range(first, count).Select(i => isRefused ? Tollgate.Testing.Recording.Events.Refused("a", i) : Tollgate.Testing.Recording.Events.Served("a", i))],
        isRefused);

    public static List<long> Sequences(IUsageJournal journal) => [.. journal.Read(long.MaxValue).SelectMany(UsageBlock.Read).Select(u => u.Sequence)];

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
