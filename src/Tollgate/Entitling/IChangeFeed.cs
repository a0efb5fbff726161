namespace Tollgate.Entitling;

/// <summary>Tells this node what changed in the database, on whichever node or command it was changed, within a second.</summary>
public interface IChangeFeed
{
    /// <summary>
    /// Reports changes until cancelled. After a connection was lost and restored, <see cref="Change.Everything"/> comes first,
    /// because changes may have been missed.
    /// </summary>
    IAsyncEnumerable<Change> ListenAsync(CancellationToken cancellationToken);
}
