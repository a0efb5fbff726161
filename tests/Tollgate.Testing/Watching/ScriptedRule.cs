using Tollgate.Watching;

namespace Tollgate.Testing.Watching;

/// <summary>A rule that finds what the test says.</summary>
internal sealed class ScriptedRule(string name, bool isLocal = false) : IAlertRule
{
    public Func<AlertRound, IReadOnlyCollection<AlertFinding>> Findings { get; set; } = _ => [];

    public string Name => name;

    public bool IsLocal => isLocal;

    public static AlertFinding Found(string thing, int level = 1) => new() { Thing = thing, Subject = "user_42", Level = level, Summary = $"{thing} at {level}" };

    public Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) => Task.FromResult(Findings(round));
}
