namespace Tollgate.Recording;

/// <summary>The folder of journals for one database.</summary>
internal interface IUsageJournals
{
    /// <summary>Opens a new journal for this process.</summary>
    /// <exception cref="InvalidOperationException">The folder can't be used; the message names the setting.</exception>
    IUsageJournal Create(string node);

    /// <summary>Takes hold of the journals that ended processes left behind; those of living ones are skipped.</summary>
    IReadOnlyList<IUsageJournal> TakeOver();
}
