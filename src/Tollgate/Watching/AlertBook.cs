namespace Tollgate.Watching;

/// <summary>Decides what becomes of alerts when a rule has looked: a pure function of the alerts so far and the findings.</summary>
/// <remarks>
/// 1. A finding without an alert fires one. 2. A finding above the alert's level raises it; one below leaves it, so that usage that swings
/// around a threshold is told of once. 3. An alert without a finding is first missed, and resolved when it stays so for a while. Only
/// changes are returned: a trouble that goes on costs no write.
/// </remarks>
public static class AlertBook
{
    /// <summary>The changes that a rule's findings make.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="node">The node whose own affair it is; null for everybody's.</param>
    /// <param name="firing">The rule's firing alerts that the findings could have been about.</param>
    /// <param name="findings">Everything that the rule found; of two about one thing the higher level counts.</param>
    /// <param name="now">The database's time.</param>
    /// <param name="resolveAfter">How long an alert must be missed to be over; zero resolves at once.</param>
    public static IReadOnlyList<AlertChange> Compare(
        string rule, string? node, IEnumerable<Alert> firing, IEnumerable<AlertFinding> findings, DateTimeOffset now, TimeSpan resolveAfter)
    {
        var changes = new List<AlertChange>();
        var found = new Dictionary<string, AlertFinding>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            if (!found.TryGetValue(finding.Thing, out var other) || other.Level < finding.Level)
            {
                found[finding.Thing] = finding;
            }
        }

        foreach (var alert in firing)
        {
            var change = found.Remove(alert.Thing, out var finding) ? Continue(alert, finding, now) : Miss(alert, now, resolveAfter);
            if (change is not null)
            {
                changes.Add(change);
            }
        }

        changes.AddRange(found.Values.OrderBy(f => f.Thing, StringComparer.Ordinal).Select(finding => Fire(rule, node, finding, now)));
        return changes;
    }

    private static AlertChange Fire(string rule, string? node, AlertFinding finding, DateTimeOffset now) => new(AlertChangeKind.Fired, new Alert
    {
        Rule = rule,
        Thing = finding.Thing,
        Subject = finding.Subject,
        Node = node,
        Level = finding.Level,
        Severity = finding.Severity,
        Summary = finding.Summary,
        Detail = finding.Detail,
        FiredAt = now,
        ChangedAt = now,
        Revision = 1,
    });

    private static AlertChange? Continue(Alert alert, AlertFinding finding, DateTimeOffset now)
    {
        if (finding.Level > alert.Level)
        {
            return new AlertChange(AlertChangeKind.Raised, alert with
            {
                Level = finding.Level,
                Severity = finding.Severity > alert.Severity ? finding.Severity : alert.Severity,
                Summary = finding.Summary,
                Detail = finding.Detail,
                ChangedAt = now,
                MissingSince = null,
                Revision = alert.Revision + 1,
            });
        }

        return alert.MissingSince is null
            ? null
            : new AlertChange(AlertChangeKind.FoundAgain, alert with { MissingSince = null, Revision = alert.Revision + 1 });
    }

    private static AlertChange? Miss(Alert alert, DateTimeOffset now, TimeSpan resolveAfter)
    {
        var since = alert.MissingSince ?? now;
        if (now - since >= resolveAfter)
        {
            return new AlertChange(AlertChangeKind.Resolved, alert with
            {
                State = AlertState.Resolved,
                MissingSince = since,
                ResolvedAt = now,
                ChangedAt = now,
                Revision = alert.Revision + 1,
            });
        }

        return alert.MissingSince is null
            ? new AlertChange(AlertChangeKind.Missed, alert with { MissingSince = since, Revision = alert.Revision + 1 })
            : null;
    }
}
