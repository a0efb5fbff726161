using Shouldly;
using Xunit;
using static Tollgate.Sqlite.Tests.Recording.JournalFolder;

namespace Tollgate.Sqlite.Tests.Recording;

public sealed class SqliteJournalTests
{
    [Fact]
    public void Append_Blocks_AreReadInOrderUntilRemoved()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1");
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
        using var journal = folder.Of().Create("node1");
        journal.Append(Block(0, 2), Block(2, 3, isRefused: true), Block(5, 1));

        journal.RemoveRefused().ShouldBe(3);

        Sequences(journal).ShouldBe([0, 1, 5]);
        journal.Bytes.ShouldBe(journal.Read(long.MaxValue).Sum(b => b.Body.Length));
    }

    [Fact]
    public void TakeOver_JournalOfAKilledProcess_HasEverythingThatWasAppended()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1");
        journal.Append(Block(0, 10));
        journal.Append(Block(10, 10));
        using var left = folder.CopyAsAfterAKill();

        using var taken = left.Of().TakeOver().Single();

        Sequences(taken).Count.ShouldBe(20);
        taken.Delete();
        taken.Dispose();
        left.Files.ShouldBeEmpty();
    }

    [Fact]
    public void TakeOver_LivingProcessAndOtherDatabase_AreLeftAlone()
    {
        using var folder = new JournalFolder();
        using var living = folder.Of().Create("node1");
        folder.Of("two").Create("node1").Dispose();

        folder.Of().TakeOver().ShouldBeEmpty();
        living.Dispose();
        using var taken = folder.Of().TakeOver().Single();
        taken.Path.ShouldBe(living.Path);
    }

    [Fact]
    public void TakeOver_TornEnd_KeepsWhatWasWholeBefore()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1");
        journal.Append(Block(0, 10));
        journal.Append(Block(10, 400));
        using var left = folder.CopyAsAfterAKill();
        var log = Path.Combine(left.Path, left.Files.Single(f => f.EndsWith("-wal", StringComparison.Ordinal)));
        using (var file = new FileStream(log, FileMode.Open))
        {
            file.SetLength(file.Length - 3_000); // the last commit is not whole
        }

        using var taken = left.Of().TakeOver().Single();

        Sequences(taken).ShouldBe(Enumerable.Range(0, 10).Select(i => (long)i));
    }

    [Fact]
    public void TakeOver_FileThatIsNoJournal_IsPutAside()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1");
        using var left = folder.CopyAsAfterAKill();
        var path = Path.Combine(left.Path, left.Files.Single(f => f.EndsWith(".journal", StringComparison.Ordinal)));
        foreach (var file in left.Files.ToList())
        {
            File.Delete(Path.Combine(left.Path, file));
        }

        File.WriteAllText(path, new string('x', 10_000));

        left.Of().TakeOver().ShouldBeEmpty();
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

        Should.Throw<InvalidOperationException>(() => journals.Create("node1")).Message.ShouldContain("Tollgate:Recording:JournalPath");
    }
}
