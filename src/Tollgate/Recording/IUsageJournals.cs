namespace Tollgate.Recording;

/// <summary>The folder of journals, each of which is for one database.</summary>
internal interface IUsageJournals
{
    /// <summary>Opens a new journal for this process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="database">The identity of the database; null when it is not known yet, and the journal is for whatever is at the configured address.</param>
    /// <exception cref="InvalidOperationException">The folder can't be used; the message names the setting.</exception>
    IUsageJournal Create(string node, string? database);

    /// <summary>Takes hold of the journals that ended processes left behind; those of living ones and of other databases are skipped.</summary>
    /// <param name="database">The identity of the database; null when it is not known yet.</param>
    IReadOnlyList<IUsageJournal> TakeOver(string? database);

    /// <summary>The files in the folder, of whatever database, that could not be read and wait for a person; empty when the folder can't be listed.</summary>
    IReadOnlyList<string> FindSetAside();
}
