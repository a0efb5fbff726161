namespace Tollgate.Watching;

/// <summary>Finds customers with few prepaid credits left.</summary>
public interface ICreditScan
{
    /// <summary>Customers who were ever granted credits and have few, the fewest first, whatever their plan says.</summary>
    /// <param name="units">At most as many are left.</param>
    /// <param name="percent">Or at most this much of what was left after the latest grant.</param>
    /// <param name="most">Customers at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<LowCredits>> FindLowAsync(long units, int percent, int most, CancellationToken cancellationToken);
}
