namespace Tollgate.Maintaining;

/// <summary>Looks after the database's files and statistics.</summary>
public interface IStorageUpkeep
{
    /// <summary>Refreshes statistics where that is cheap, and says what a person should vacuum or analyse.</summary>
    /// <param name="isDryRun">Whether nothing may be changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Advice, a sentence each; empty when there is nothing to do.</returns>
    Task<IReadOnlyList<string>> TendAsync(bool isDryRun, CancellationToken cancellationToken);
}
