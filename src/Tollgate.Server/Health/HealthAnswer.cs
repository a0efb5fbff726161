namespace Tollgate.Server.Health;

/// <summary>The body of a health endpoint.</summary>
/// <param name="Status">One word for all of it.</param>
/// <param name="Problems">What keeps the node from its job, each a sentence.</param>
/// <param name="Warnings">What is wrong besides.</param>
/// <param name="Checks">Everything that was looked at.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings, IReadOnlyList<CheckAnswer> Checks);
