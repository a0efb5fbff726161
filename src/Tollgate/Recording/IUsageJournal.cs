namespace Tollgate.Recording;

/// <summary>An append-only file of blocks on this machine, which one process holds at a time. Calls block; any thread may make them.</summary>
internal interface IUsageJournal : IDisposable
{
    /// <summary>The file, for messages.</summary>
    string Path { get; }

    /// <summary>Bytes of the blocks in it.</summary>
    long Bytes { get; }

    /// <summary>Adds blocks, all or none; on disk when it returns.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    void Append(params ReadOnlySpan<JournalBlock> blocks);

    /// <summary>The oldest blocks up to a number of bytes, at least one; empty when there are none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, and what comes before the damage was read already.</exception>
    IReadOnlyList<JournalBlock> Read(long maxBytes);

    /// <summary>Removes all blocks up to a position.</summary>
    void Remove(long untilPosition);

    /// <summary>Removes all blocks of refused requests; returns how many rows were in them.</summary>
    long RemoveRefused();

    /// <summary>Removes the file, which must be empty or of no more use.</summary>
    void Delete();

    /// <summary>Puts the file aside under another name, because it can't be read; returns that name.</summary>
    string SetAside();

    /// <summary>Keeps a block that can't be read in a file of its own, so that it may be removed; returns that file's name.</summary>
    string SetAside(JournalBlock block);
}
