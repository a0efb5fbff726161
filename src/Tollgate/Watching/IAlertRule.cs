namespace Tollgate.Watching;

/// <summary>Finds one kind of trouble. Register implementations as services; each is asked once an interval, by one node.</summary>
public interface IAlertRule
{
    /// <summary>The rule's name in settings and in <c>alerts</c>: lower case with underscores, e.g. "subscription_past_due".</summary>
    string Name { get; }

    /// <summary>Whether the rule is about the node that asks (its disk, its clock): then every node asks for itself. Default false.</summary>
    bool IsLocal => false;

    /// <summary>How often it is worth asking; zero (default) for every <see cref="AlertsOptions.Interval"/>.</summary>
    TimeSpan Every => TimeSpan.Zero;

    /// <summary>Everything that is wrong now. What is not returned counts as not wrong, also what was wrong before.</summary>
    /// <param name="round">What there is to know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">It could not look: its alerts stay as they are.</exception>
    Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken);
}
