using Shouldly;
using Tollgate.Recording;
using Xunit;
using static Tollgate.Sqlite.Tests.Recording.JournalFolder;

namespace Tollgate.Sqlite.Tests.Recording;

public sealed class SqliteJournalTests
{
    [Fact]
    public void Append_Blocks_AreReadInOrderUntilRemoved()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        journal.Append(Block(0, 10), Block(10, 5));
        journal.Append(Block(15, 1));

        Sequences(journal).ShouldBe(Enumerable.Range(0, 16).Select(i => (long)i));
        journal.Read(1).Count.ShouldBe(1);
        journal.Remove(journal.Read(1)[0].Position);
        Sequences(journal).ShouldBe([10, 11, 12, 13, 14, 15]);
        journal.Bytes.ShouldBe(journal.Read(long.MaxValue).Sum(b => b.Body.Length));
    }

    [Fact]
    public void RemoveRefused_MixedBlocks_KeepsTheOthers()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        journal.Append(Block(0, 2), Block(2, 3, isRefused: true), Block(5, 1));

        journal.RemoveRefused().ShouldBe(3);

        Sequences(journal).ShouldBe([0, 1, 5]);
        journal.Bytes.ShouldBe(journal.Read(long.MaxValue).Sum(b => b.Body.Length));
    }

    [Fact]
    public void TakeOver_JournalOfAKilledProcess_HasEverythingThatWasAppended()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        journal.Append(Block(0, 10));
        journal.Append(Block(10, 10));
        using var left = folder.CopyAsAfterAKill();

        using var taken = left.Of().TakeOver("one").Single();

        Sequences(taken).Count.ShouldBe(20);
        taken.Delete();
        taken.Dispose();
        left.Files.ShouldBeEmpty();
    }

    [Fact]
    public void TakeOver_LivingProcessAndOtherDatabase_AreLeftAlone()
    {
        using var folder = new JournalFolder();
        using var living = folder.Of().Create("node1", "one");
        folder.Of().Create("node1", "two").Dispose();

        folder.Of().TakeOver("one").ShouldBeEmpty();
        living.Dispose();
        using var taken = folder.Of().TakeOver("one").Single();
        taken.Path.ShouldBe(living.Path);
    }

    [Fact]
    public void TakeOver_DatabaseMovedToAnotherHost_FindsItsJournal()
    {
        using var folder = new JournalFolder();
        folder.Of("former host").Create("node1", "one").Dispose();

        folder.Of("former host").TakeOver("two").ShouldBeEmpty(); // another database at the same address
        using var taken = folder.Of("new host").TakeOver("one").Single();
        taken.Path.ShouldEndWith(".journal");
    }

    [Fact]
    public void TakeOver_JournalFromBeforeTheDatabaseWasKnown_GoesToWhateverIsAtItsAddress()
    {
        using var folder = new JournalFolder();
        folder.Of("host").Create("node1", null).Dispose();

        folder.Of("other host").TakeOver("one").ShouldBeEmpty();
        folder.Of("other host").TakeOver(null).ShouldBeEmpty();
        foreach (var database in new[] { null, "one" })
        {
            using var taken = folder.Of("host").TakeOver(database).Single();
        }
    }

    [Fact]
    public void Create_OnUnix_LetsOnlyTheOwnerRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        using var folder = new JournalFolder();
        var path = "";
        using (var journal = folder.Of().Create("node1", "one"))
        {
            journal.Append(Block(0, 10));
            path = journal.Path;
            journal.SetAside(new JournalBlock(3, false, 1, [1]));
            folder.Files.Count().ShouldBe(5); // with its -wal, -shm, lock and the block
            folder.Files.ShouldAllBe(f => ModeOf(folder, f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead); // as an earlier version made them
        }

        using var taken = folder.Of().TakeOver("one").Single();
        ModeOf(folder, Path.GetFileName(path)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Read_FileThatIsDamagedInTheMiddle_GivesWhatIsBeforeAndThenSaysSo()
    {
        using var folder = new JournalFolder();
        var path = "";
        using (var journal = folder.Of().Create("node1", "one"))
        {
            path = journal.Path;
            for (var i = 0; i < 400; i++)
            {
                journal.Append(Block(i * 100, 100));
            }
        }

        using (var file = new FileStream(path, FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.Write(Enumerable.Repeat((byte)0xEE, 200_000).ToArray());
        }

        using var taken = folder.Of().TakeOver("one").Single();
        var rows = 0;
        var damage = Should.Throw<InvalidDataException>(() =>
        {
            while (taken.Read(100_000) is { Count: > 0 } blocks)
            {
                rows += blocks.Sum(b => b.Rows);
                taken.Remove(blocks[^1].Position);
            }
        });

        damage.Message.ShouldContain(path);
        rows.ShouldBeInRange(100, 39_900);
        taken.SetAside().ShouldBe(path + ".unreadable");
    }

    [Fact]
    public void TakeOver_TornEnd_KeepsWhatWasWholeBefore()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        journal.Append(Block(0, 10));
        journal.Append(Block(10, 400));
        using var left = folder.CopyAsAfterAKill();
        var log = Path.Combine(left.Path, left.Files.Single(f => f.EndsWith("-wal", StringComparison.Ordinal)));
        using (var file = new FileStream(log, FileMode.Open))
        {
            file.SetLength(file.Length - 3_000); // the last commit is not whole
        }

        using var taken = left.Of().TakeOver("one").Single();

        Sequences(taken).ShouldBe(Enumerable.Range(0, 10).Select(i => (long)i));
    }

    [Fact]
    public void TakeOver_FileThatIsNoJournal_IsPutAside()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        using var left = folder.CopyAsAfterAKill();
        var path = Path.Combine(left.Path, left.Files.Single(f => f.EndsWith(".journal", StringComparison.Ordinal)));
        foreach (var file in left.Files.ToList())
        {
            File.Delete(Path.Combine(left.Path, file));
        }

        File.WriteAllText(path, new string('x', 10_000));

        left.Of().TakeOver("one").ShouldBeEmpty();
        left.Files.ShouldBe([Path.GetFileName(path) + ".unreadable"]);
    }

    [Fact]
    public void Create_FolderThatCannotBeMade_NamesTheSetting()
    {
        using var folder = new JournalFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var journals = new Tollgate.EntityFrameworkCore.Recording.SqliteJournals(
            Path.Combine(file, "sub"), "one", Microsoft.Extensions.Logging.Abstractions.NullLogger<Tollgate.EntityFrameworkCore.Recording.SqliteJournals>.Instance);

        Should.Throw<InvalidOperationException>(() => journals.Create("node1", "one")).Message.ShouldContain("Tollgate:Recording:JournalPath");
    }

    private static UnixFileMode ModeOf(JournalFolder folder, string name) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(folder.Path, name));
}
