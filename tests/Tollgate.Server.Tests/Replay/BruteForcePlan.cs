namespace Tollgate.Server.Tests.Replay;

/// <summary>A plan in plain words: limits by window, and groups with an exact endpoint, a cost and limits.</summary>
internal sealed record BruteForcePlan(
    IReadOnlyDictionary<string, long> Limits, IReadOnlyDictionary<string, (string Endpoint, long Cost, IReadOnlyDictionary<string, long> Limits)> Groups)
{
    public string? GroupOf(string endpoint) => Groups.Where(g => g.Value.Endpoint == endpoint || g.Key == endpoint).Select(g => g.Key).FirstOrDefault();
}
