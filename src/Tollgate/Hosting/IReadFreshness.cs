namespace Tollgate.Hosting;

/// <summary>How old the data is that reports and lists read; registered only where they may read from elsewhere than the primary.</summary>
public interface IReadFreshness
{
    /// <summary>Asks the server that reports read from now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ReadFreshness> CheckAsync(CancellationToken cancellationToken);
}
