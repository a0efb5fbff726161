namespace Tollgate.Watching;

/// <summary>Keeps alerts, and the right to look for them. All times are by the database's clock.</summary>
public interface IAlertStore
{
    /// <summary>Takes the pass for a while; null when another node has it, or when the last one began less than an interval ago.</summary>
    /// <param name="node">Who asks.</param>
    /// <param name="interval">How long ago the last pass must have begun; zero for whenever.</param>
    /// <param name="claim">How long the pass may take before others may begin one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AlertPass?> BeginAsync(string node, TimeSpan interval, TimeSpan claim, CancellationToken cancellationToken);

    /// <summary>Ends the pass; <paramref name="isDone"/> says whether it went through all rules.</summary>
    Task EndAsync(string node, AlertPass pass, bool isDone, CancellationToken cancellationToken);

    /// <summary>The database's time.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>All firing alerts of a rule.</summary>
    Task<IReadOnlyList<Alert>> FindFiringAsync(string rule, CancellationToken cancellationToken);

    /// <summary>Names of rules that have firing alerts.</summary>
    Task<IReadOnlyList<string>> FindFiringRulesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores changes, each with its notifications in one transaction and only when nobody was faster. Changes of resolved alerts and
    /// those whose revision is not the next are passed over.
    /// </summary>
    /// <param name="changes">From <see cref="AlertBook"/>.</param>
    /// <param name="channelsOf">Names of the channels that are told of a change.</param>
    /// <param name="cancellationToken">Gives up; what is stored stays.</param>
    /// <returns>The changes that were stored, with the ids of new alerts.</returns>
    Task<IReadOnlyList<AlertChange>> ApplyAsync(
        IReadOnlyList<AlertChange> changes, Func<Alert, IReadOnlyCollection<string>> channelsOf, CancellationToken cancellationToken);

    /// <summary>Notes that a node still looks after its own alerts.</summary>
    Task SeenAsync(string node, CancellationToken cancellationToken);

    /// <summary>Firing alerts of nodes that have not looked after them for so long.</summary>
    Task<IReadOnlyList<Alert>> FindOrphansAsync(TimeSpan unseenFor, CancellationToken cancellationToken);

    /// <summary>A page of alerts, newest first.</summary>
    Task<IReadOnlyList<Alert>> ListAsync(AlertQuery query, CancellationToken cancellationToken);

    /// <summary>Deletes alerts that resolved before an instant, in small steps; returns how many.</summary>
    Task<long> DropResolvedBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>How many alerts <see cref="DropResolvedBeforeAsync"/> would delete.</summary>
    Task<long> CountResolvedBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
