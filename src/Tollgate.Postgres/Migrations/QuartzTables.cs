namespace Tollgate.Postgres.Migrations;

/// <summary>
/// The tables in which Quartz.NET keeps the three schedules and which node fires them; the columns are those that Quartz 4.7 asks for.
/// Never edit a text once a migration that runs it has landed: change the tables in a new migration.
/// </summary>
internal static class QuartzTables
{
    /// <summary>With three jobs in them the tables need no index but their keys. Made here, so that serving needs no right to create tables.</summary>
    public const string Create = """
        create table quartz_job_details (
            sched_name text, job_group text, job_name text,
            description text, job_class_name text not null, job_data bytea,
            is_durable boolean not null, is_nonconcurrent boolean not null, is_update_data boolean not null, requests_recovery boolean not null,
            primary key (sched_name, job_name, job_group)
        );
        create table quartz_triggers (
            sched_name text, trigger_group text, trigger_name text, job_group text not null, job_name text not null,
            description text, trigger_type text not null, trigger_state text not null, priority integer,
            start_time bigint not null, end_time bigint, next_fire_time bigint, prev_fire_time bigint,
            misfire_instr smallint, misfire_orig_fire_time bigint, misfire_threshold bigint,
            calendar_name text, execution_group text, preferred_node text, preferred_node_auto boolean not null default false,
            retry_policy text, retry_attempt integer, overlap_policy integer, fixed_delay boolean,
            continues_trigger_group text, continues_trigger_name text, continuation_condition integer,
            pause_reason text, paused_by text, paused_at bigint, job_data bytea,
            primary key (sched_name, trigger_name, trigger_group),
            foreign key (sched_name, job_name, job_group) references quartz_job_details
        );
        create table quartz_cron_triggers (
            sched_name text, trigger_group text, trigger_name text, cron_expression text not null, time_zone_id text,
            primary key (sched_name, trigger_name, trigger_group),
            foreign key (sched_name, trigger_name, trigger_group) references quartz_triggers on delete cascade
        );
        create table quartz_simple_triggers (
            sched_name text, trigger_group text, trigger_name text,
            repeat_count bigint not null, repeat_interval bigint not null, times_triggered bigint not null,
            primary key (sched_name, trigger_name, trigger_group),
            foreign key (sched_name, trigger_name, trigger_group) references quartz_triggers on delete cascade
        );
        create table quartz_simprop_triggers (
            sched_name text, trigger_group text, trigger_name text,
            str_prop_1 text, str_prop_2 text, str_prop_3 text, int_prop_1 integer, int_prop_2 integer, long_prop_1 bigint, long_prop_2 bigint,
            dec_prop_1 numeric, dec_prop_2 numeric, bool_prop_1 boolean, bool_prop_2 boolean, time_zone_id text,
            primary key (sched_name, trigger_name, trigger_group),
            foreign key (sched_name, trigger_name, trigger_group) references quartz_triggers on delete cascade
        );
        create table quartz_blob_triggers (
            sched_name text, trigger_group text, trigger_name text, blob_data bytea,
            primary key (sched_name, trigger_name, trigger_group),
            foreign key (sched_name, trigger_name, trigger_group) references quartz_triggers on delete cascade
        );
        create table quartz_fired_triggers (
            sched_name text, entry_id text, instance_name text not null, trigger_group text not null, trigger_name text not null,
            job_group text, job_name text, state text not null, priority integer not null, fired_time bigint not null, sched_time bigint not null,
            is_nonconcurrent boolean not null, requests_recovery boolean, execution_group text,
            progress integer, progress_message text, interrupt_requested_time bigint,
            primary key (sched_name, entry_id)
        );
        create table quartz_scheduler_state (
            sched_name text, instance_name text, last_checkin_time bigint not null, checkin_interval bigint not null, quartz_version text,
            primary key (sched_name, instance_name)
        );
        create table quartz_locks (sched_name text, lock_name text, primary key (sched_name, lock_name));
        create table quartz_calendars (sched_name text, calendar_name text, calendar bytea not null, primary key (sched_name, calendar_name));
        create table quartz_paused_trigger_grps (
            sched_name text, trigger_group text, pause_reason text, paused_by text, paused_at bigint, primary key (sched_name, trigger_group)
        );
        create table quartz_paused_job_grps (
            sched_name text, job_group text, pause_reason text, paused_by text, paused_at bigint, primary key (sched_name, job_group)
        );
        """;

    /// <summary>Removes the tables.</summary>
    public const string Drop = """
        drop table quartz_paused_job_grps, quartz_paused_trigger_grps, quartz_calendars, quartz_locks, quartz_scheduler_state,
            quartz_fired_triggers, quartz_blob_triggers, quartz_simprop_triggers, quartz_simple_triggers, quartz_cron_triggers,
            quartz_triggers, quartz_job_details;
        """;
}
