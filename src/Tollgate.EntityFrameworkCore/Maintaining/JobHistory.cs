using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Maintaining;

namespace Tollgate.EntityFrameworkCore.Maintaining;

/// <summary>The table <c>job_runs</c>.</summary>
internal sealed class JobHistory(MaintenanceDatabase database) : IJobHistory
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public async Task<long?> TryStartAsync(JobStart start, CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(
            JobStatements.Start,
            reader => reader.GetInt64(0),
            cancellationToken,
            ("@job", NameOf(start.Job)),
            ("@scheduled_at", start.ScheduledAt?.ToUnixTimeMilliseconds() ?? JobStatements.ByHand),
            ("@started_at", start.StartedAt.ToUnixTimeMilliseconds()),
            ("@node", start.Node));
        return ids.Count == 0 ? null : ids[0];
    }

    public async Task<bool> SaveAsync(
        long id, DateTimeOffset? endedAt, JobOutcome outcome, IReadOnlyList<TaskRun> tasks, string? error, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            JobStatements.Save,
            cancellationToken,
            ("@id", id),
            ("@ended_at", endedAt?.ToUnixTimeMilliseconds() ?? JobStatements.NotEnded),
            ("@outcome", NameOf(outcome)),
            ("@changes", JsonSerializer.Serialize(tasks, s_json)),
            ("@error", error ?? "")) > 0;

    public Task<int> MarkDiedAsync(MaintenanceSchedule job, DateTimeOffset now, CancellationToken cancellationToken) => database.ExecuteAsync(
        JobStatements.MarkDied,
        cancellationToken,
        ("@job", NameOf(job)),
        ("@ended_at", now.ToUnixTimeMilliseconds()),
        ("@error", "The node ended without a word."));

    public async Task<IReadOnlyList<LeftFiring>> FindLeftAsync(MaintenanceSchedule job, CancellationToken cancellationToken) => await database.ReadAsync(
        JobStatements.FindLeft, ReadLeft, cancellationToken, ("@job", NameOf(job)));

    public async Task<JobRun?> FindRunningAsync(MaintenanceSchedule job, CancellationToken cancellationToken) =>
        (await database.ReadAsync(JobStatements.FindRunning, Read, cancellationToken, ("@job", NameOf(job)))).FirstOrDefault();

    public async Task<bool> HasRunSinceAsync(MaintenanceSchedule job, DateTimeOffset scheduledAt, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            JobStatements.CountSince,
            reader => reader.GetInt64(0),
            cancellationToken,
            ("@job", NameOf(job)),
            ("@scheduled_at", scheduledAt.ToUnixTimeMilliseconds())))[0] > 0;

    public async Task<DateTimeOffset?> BeginningAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(JobStatements.Beginning, reader => TimeOf(reader, 0), cancellationToken))[0];

    public async Task<IReadOnlyList<JobRun>> ListAsync(MaintenanceSchedule? job, int take, CancellationToken cancellationToken) =>
        await database.ReadAsync(JobStatements.List, Read, cancellationToken, ("@job", job is { } one ? NameOf(one) : ""), ("@take", take));

    private static JobRun Read(DbDataReader reader) => new(
        reader.GetInt64(0),
        Enum.Parse<MaintenanceSchedule>(reader.GetString(1), ignoreCase: true),
        TimeOf(reader, 2),
        TimeOf(reader, 3)!.Value,
        TimeOf(reader, 4),
        reader.GetString(5),
        Enum.Parse<JobOutcome>(reader.GetString(6), ignoreCase: true),
        JsonSerializer.Deserialize<List<TaskRun>>(reader.GetString(7), s_json) ?? [],
        reader.IsDBNull(8) ? null : reader.GetString(8));

    private static LeftFiring ReadLeft(DbDataReader reader) => new(
        reader.GetInt64(0) == JobStatements.ByHand ? null : TimeOf(reader, 0), (int)reader.GetInt64(1));

    private static DateTimeOffset? TimeOf(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

#pragma warning disable CA1308 // Words of the database are in lower case.
    private static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
