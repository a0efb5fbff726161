namespace Tollgate.Recording;

/// <summary>Requests per user of one UTC day.</summary>
internal sealed record DailyRequests(DateOnly Day, IReadOnlyDictionary<long, long> ByUserId);
