using System.Globalization;
using Tollgate.Administering;

namespace Tollgate.Postgres.Administering;

/// <summary>Judges what a server says about itself against what the promise of exact limits needs.</summary>
internal static class ServerDiagnosis
{
    /// <summary>The oldest major version that is supported.</summary>
    public const int OldestMajor = 14;

    /// <summary>All findings about the server, good ones included.</summary>
    public static IEnumerable<Finding> Of(ServerFacts facts)
    {
        yield return Version(facts);
        yield return Setting("fsync", facts.Fsync, "a power cut can lose or corrupt everything", Severity.Problem);
        yield return Setting("full_page_writes", facts.FullPageWrites, "a power cut can corrupt pages", Severity.Warning);
        yield return SynchronousCommit(facts.SynchronousCommit);
        yield return Role(facts);
        yield return Replicas(facts.AsynchronousReplicas);
        yield return Clock(facts.ClockAhead);
    }

    private static Finding Version(ServerFacts facts) => facts.VersionNumber / 10_000 >= OldestMajor
        ? new("version", Severity.Ok, $"PostgreSQL {facts.Version}.")
        : new("version", Severity.Problem, $"PostgreSQL {facts.Version} is older than {OldestMajor}.", $"Upgrade to PostgreSQL {OldestMajor} or newer.");

    private static Finding Setting(string name, string value, string loss, Severity severity) => value == "on"
        ? new(name, Severity.Ok, "on.")
        : new(name, severity, $"{value}: {loss}, granted units included.", $"Set {name} = on and reload the server.");

    private static Finding SynchronousCommit(string value) => value == "off"
        ? new("synchronous_commit", Severity.Warning,
            "off: a crash of the server forgets the last grants, so limits can be exceeded by as many units.",
            "Set synchronous_commit = on for this database or role.")
        : value == "local"
            ? new("synchronous_commit", Severity.Warning,
                "local: commits do not wait for synchronous standbys, so a failover forgets the last grants.",
                "Set synchronous_commit = on for this database or role.")
            : new("synchronous_commit", Severity.Ok, $"{value}.");

    private static Finding Role(ServerFacts facts) => facts switch
    {
        { IsInRecovery: true } => new("role", Severity.Problem, "This server is a standby: nothing can be granted.", "Connect to the primary, e.g. with Target Session Attributes=primary."),
        { IsReadOnly: true } => new("role", Severity.Problem, "Transactions are read-only here: nothing can be granted.", "Set default_transaction_read_only = off for this database or role."),
        _ => new("role", Severity.Ok, "A primary that takes writes."),
    };

    private static Finding Replicas(int asynchronous) => asynchronous == 0
        ? new("replicas", Severity.Ok, "No asynchronous standby is connected, as far as this role can see.")
        : new("replicas", Severity.Warning,
            $"{asynchronous} asynchronous standby(s): a failover to one forgets the last grants, so limits can be exceeded by as many units.",
            "Fail over to synchronous standbys only (synchronous_standby_names).");

    private static Finding Clock(TimeSpan ahead)
    {
        var seconds = ahead.TotalSeconds.ToString("0.000;-0.000", CultureInfo.InvariantCulture);
        return Math.Abs(ahead.TotalSeconds) <= 1
            ? new("clock", Severity.Ok, $"The server is {seconds} s ahead of this node.")
            : new("clock", Severity.Warning,
                $"The server is {seconds} s ahead of this node. Windows follow the server's clock, so limits stay exact, but times shown are off.",
                "Synchronise the clocks of server and nodes, e.g. with chrony.");
    }
}
