using Tollgate.Recording;

namespace Tollgate.Sqlite.Tests.Recording;

/// <summary>Real journals, of which the first can be damaged while it is in use.</summary>
internal sealed class BreakableJournals(IUsageJournals inner) : IUsageJournals
{
    private int _created;

    /// <summary>Whether the first journal can't be read or written any more.</summary>
    public volatile bool IsBroken;

    /// <summary>How many were made.</summary>
    public int Created => Volatile.Read(ref _created);

    public IUsageJournal Create(string node, string? database)
    {
        var journal = inner.Create(node, database);
        return Interlocked.Increment(ref _created) == 1 ? new Breakable(journal, this) : journal;
    }

    public IReadOnlyList<IUsageJournal> TakeOver(string? database) => inner.TakeOver(database);

    public IReadOnlyList<string> FindSetAside() => inner.FindSetAside();

    private sealed class Breakable(IUsageJournal journal, BreakableJournals journals) : IUsageJournal
    {
        public string Path => journal.Path;

        public long Bytes => journal.Bytes;

        public void Append(params ReadOnlySpan<JournalBlock> blocks) => Whole().Append(blocks);

        public IReadOnlyList<JournalBlock> Read(long maxBytes) => Whole().Read(maxBytes);

        public void Remove(long untilPosition) => Whole().Remove(untilPosition);

        public long RemoveRefused() => Whole().RemoveRefused();

        public void Delete() => journal.Delete();

        public string SetAside() => journal.SetAside();

        public string SetAside(JournalBlock block) => journal.SetAside(block);

        public void Dispose() => journal.Dispose();

        private IUsageJournal Whole() => journals.IsBroken ? throw new InvalidDataException($"{journal.Path} is damaged.") : journal;
    }
}
