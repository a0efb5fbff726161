namespace Tollgate.Server.Demo;

/// <summary>A user of the demo with a key that may be shown.</summary>
/// <param name="Name">The user's name, e.g. "demo-free".</param>
/// <param name="Plan">The plan.</param>
/// <param name="Limits">The plan's limits on one line.</param>
/// <param name="ApiKey">The key's text.</param>
internal sealed record DemoUser(string Name, string Plan, string Limits, string ApiKey);
