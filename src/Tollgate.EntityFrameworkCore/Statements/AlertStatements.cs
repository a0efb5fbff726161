namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>
/// Statements on <c>alerts</c> and <c>alert_pass</c> that both databases understand; @now is a time in Unix milliseconds.
/// </summary>
internal static class AlertStatements
{
    /// <summary>Takes the pass when it is free and the last one began long enough ago; no row when not.</summary>
    public const string Begin = """
        /* tollgate.alerts.begin */
        update alert_pass set node = @node, claimed_until = @now + @claim, begun_at = @now
        where id = 1 and claimed_until <= @now and (begun_at is null or begun_at <= @now - @interval)
        returning done_at
        """;

    /// <summary>Lets the pass go; done_at stays where it was when a rule could not look, so that the next pass looks back as far.</summary>
    public const string End = """
        /* tollgate.alerts.end */
        update alert_pass set claimed_until = 0, node = null, done_at = coalesce(@done_at, done_at) where id = 1 and node = @node and begun_at = @begun_at
        """;

    /// <summary>A rule's firing alerts.</summary>
    public const string Firing = $"/* tollgate.alerts.firing */ select {Columns} from alerts where rule = @rule and state = 'firing' order by id";

    /// <summary>Rules that have firing alerts.</summary>
    public const string FiringRules = "/* tollgate.alerts.firing_rules */ select distinct rule from alerts where state = 'firing' order by rule";

    /// <summary>Firing alerts of nodes that no longer look after them.</summary>
    public const string Orphans = $"/* tollgate.alerts.orphans */ select {Columns} from alerts where state = 'firing' and node is not null and seen_at < @before order by id limit 1000";

    /// <summary>A node still looks after its own.</summary>
    public const string Seen = "/* tollgate.alerts.seen */ update alerts set seen_at = @now where state = 'firing' and node = @node and seen_at < @now";

    /// <summary>Whether the node has any, so that no lock is taken for nothing.</summary>
    public const string HasOwn = "/* tollgate.alerts.has_own */ select count(*) from alerts where state = 'firing' and node = @node";

    /// <summary>Stores a new alert; no row when another node was faster.</summary>
    public const string Fire = """
        /* tollgate.alerts.fire */
        insert into alerts (rule, thing, subject, node, state, level, severity, summary, detail, fired_at, changed_at, seen_at, revision)
        values (@rule, @thing, @subject, @node, 'firing', @level, @severity, @summary, @detail, @fired_at, @changed_at, @changed_at, @revision)
        on conflict do nothing
        returning id
        """;

    /// <summary>Stores a change when nobody has stored one since.</summary>
    public const string Change = """
        /* tollgate.alerts.change */
        update alerts set state = @state, level = @level, severity = @severity, summary = @summary, detail = @detail, changed_at = @changed_at,
            missing_since = @missing_since, resolved_at = @resolved_at, revision = @revision
        where id = @id and state = 'firing' and revision = @revision - 1
        """;

    /// <summary>A page, newest first; conditions are appended.</summary>
    public const string List = $"/* tollgate.alerts.list */ select {Columns} from alerts where id < @before";

    /// <summary>Condition of <see cref="List"/>.</summary>
    public const string AndFiring = " and state = 'firing'";

    /// <summary>Condition of <see cref="List"/>.</summary>
    public const string AndRule = " and rule = @rule";

    /// <summary>Condition of <see cref="List"/>.</summary>
    public const string AndSubject = " and subject = @subject";

    /// <summary>End of <see cref="List"/>.</summary>
    public const string NewestFirst = " order by id desc limit @take";

    /// <summary>Deletes some of the alerts that resolved before an instant.</summary>
    public const string DropSome = """
        /* tollgate.alerts.drop_some */
        delete from alerts where id in (
            select id from alerts where state = 'resolved' and resolved_at < @before order by resolved_at limit 500)
        """;

    /// <summary>How many resolved before an instant.</summary>
    public const string CountBefore = "/* tollgate.alerts.count_before */ select count(*) from alerts where state = 'resolved' and resolved_at < @before";

    private const string Columns =
        "id, rule, thing, subject, node, state, level, severity, summary, detail, fired_at, changed_at, missing_since, resolved_at, revision";
}
