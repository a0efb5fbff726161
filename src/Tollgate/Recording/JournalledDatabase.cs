namespace Tollgate.Recording;

/// <summary>The database that this process's journal is for: made sure of at the start, and again whenever it was away, for it may have been replaced.</summary>
/// <param name="identity">Reads who the database is; null where nothing tells.</param>
internal sealed class JournalledDatabase(IDatabaseIdentity? identity)
{
    private volatile string? _known;
    private bool _isSure;

    /// <summary>Its identity; null until it could be read.</summary>
    public string? Known => _known;

    /// <summary>Returns when the database is the right one.</summary>
    /// <exception cref="InvalidOperationException">Another one is there now; the message says what to do.</exception>
    /// <exception cref="Exception">It is away.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (_isSure || identity is null)
        {
            return;
        }

        var found = await identity.ReadAsync(cancellationToken);
        if (_known is { } known && known != found)
        {
            throw new InvalidOperationException(
                $"The database was replaced while this node ran: its identity is {found} and was {known}. Usage of the former is not stored in it. "
                + "Bring the former back, or restart the node: the journal then waits for a node on the former database.");
        }

        (_known, _isSure) = (found, true);
    }

    /// <summary>The database was away, so that another one may have come in its place.</summary>
    public void Doubt() => _isSure = false;
}
