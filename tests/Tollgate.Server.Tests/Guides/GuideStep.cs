namespace Tollgate.Server.Tests.Guides;

/// <summary>A section of a guide: what the reader runs, and what the page says is printed.</summary>
/// <param name="Title">The heading, e.g. "7. Pay".</param>
/// <param name="Commands">The fenced shell lines for a reader without an account.</param>
/// <param name="Promises">The fenced lines of output, in order; "…" stands for anything.</param>
internal sealed record GuideStep(string Title, string Commands, IReadOnlyList<string> Promises);
