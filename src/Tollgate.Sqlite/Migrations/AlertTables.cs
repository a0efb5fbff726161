namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// Alerts, the pass that looks for them, and the outbox of notifications, as their first migration creates them; instants in Unix milliseconds.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class AlertTables
{
    /// <summary>
    /// One firing row per rule and thing, however many nodes look. Resolved rows stay until clean-up, which finds them by the time of their end.
    /// </summary>
    public const string CreateAlerts = """
        create table alerts (
            id integer primary key autoincrement,
            rule text not null,
            thing text not null,
            subject text,
            node text,
            state text not null,
            level integer not null,
            severity text not null,
            summary text not null,
            detail text not null,
            fired_at integer not null,
            changed_at integer not null,
            seen_at integer not null,
            missing_since integer,
            resolved_at integer,
            revision integer not null,
            constraint ck_alerts_state check (state in ('firing', 'resolved') and (resolved_at is null) = (state = 'firing')),
            constraint ck_alerts_severity check (severity in ('info', 'warning', 'critical'))
        ) strict;
        create unique index ux_alerts_firing on alerts (rule, thing) where state = 'firing';
        create index ix_alerts_resolved_at on alerts (resolved_at) where state = 'resolved';
        create index ix_alerts_subject on alerts (subject, id) where subject is not null;
        """;

    /// <summary>One row: who looks now, until when at most, and when the last passes began.</summary>
    public const string CreatePass = """
        create table alert_pass (
            id integer not null primary key check (id = 1),
            node text,
            claimed_until integer not null,
            begun_at integer,
            done_at integer
        ) strict;
        insert into alert_pass (id, claimed_until) values (1, 0);
        """;

    /// <summary>A row per notification and channel. The partial index is the queue.</summary>
    public const string CreateNotifications = """
        create table notifications (
            id integer primary key autoincrement,
            notification_key text not null,
            channel text not null,
            topic text not null,
            payload text not null,
            state text not null,
            attempts integer not null,
            next_at integer not null,
            claimed_until integer not null,
            node text,
            last_error text,
            created_at integer not null,
            ended_at integer,
            constraint ux_notifications_key unique (notification_key, channel),
            constraint ck_notifications_state check (state in ('pending', 'sent', 'dead') and (ended_at is null) = (state = 'pending'))
        ) strict;
        create index ix_notifications_pending on notifications (channel, next_at) where state = 'pending';
        create index ix_notifications_topic on notifications (topic, channel, id) where state = 'pending';
        create index ix_notifications_ended_at on notifications (ended_at) where state <> 'pending';
        """;

    /// <summary>Removes everything that the other texts create.</summary>
    public const string Drop = """
        drop table notifications;
        drop table alert_pass;
        drop table alerts;
        """;
}
