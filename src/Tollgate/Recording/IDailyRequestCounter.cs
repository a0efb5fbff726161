namespace Tollgate.Recording;

/// <summary>Keeps the simple count of requests that each user made today (<c>users.requests_today</c>).</summary>
public interface IDailyRequestCounter
{
    /// <summary>Adds requests to the users' counts of a day; the first request of a newer day starts a user's count anew.</summary>
    /// <param name="requestsByUserId">Requests per user, each at least 1; users who no longer exist are skipped.</param>
    /// <param name="day">The UTC day that the requests were made on; requests of a day before the stored one are skipped.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AddAsync(IReadOnlyDictionary<long, long> requestsByUserId, DateOnly day, CancellationToken cancellationToken);
}
