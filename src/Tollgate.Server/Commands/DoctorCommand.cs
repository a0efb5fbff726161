using Tollgate.Administering;
using Tollgate.Server.Health;

namespace Tollgate.Server.Commands;

/// <summary>Examines the database: whether it can keep the promise, and how it is doing.</summary>
internal sealed class DoctorCommand() : TollgateCommand(
    "doctor", "Examine the database: clock skew, schema version, durability settings, dead tuples, table sizes, nodes alive; exit code 1 when there is a problem.")
{
    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = Databases.Toolbox.Create(invocation.Database, invocation.Configuration);
        var findings = new List<Finding>(await toolbox.Get<IDatabaseDoctor>().ExamineAsync(cancellationToken));
        if (findings.TrueForAll(f => f.Severity != Severity.Problem))
        {
            findings.Insert(0, await ExamineSchemaAsync(toolbox.Get<ISchema>(), cancellationToken));
        }

        if (toolbox.Get<CountryCheck>().Examine() is { } countries)
        {
            findings.Add(countries);
        }

        var isHealthy = findings.TrueForAll(f => f.Severity != Severity.Problem);
        if (!invocation.Report.TryWriteJson(new { database = toolbox.Database.Description, healthy = isHealthy, findings }))
        {
            invocation.Report.Table(["", "Examined", "Found", "What to do"], findings.Select(f => (string?[])[Mark(f.Severity), f.Name, f.Detail, f.Fix]));
        }

        return isHealthy ? CommandLine.Yes : CommandLine.No;
    }

    private static async Task<Finding> ExamineSchemaAsync(ISchema schema, CancellationToken cancellationToken)
    {
        var state = await schema.ReadAsync(cancellationToken);
        return state switch
        {
            { IsCurrent: true } => new Finding("schema", Severity.Ok, $"Current, at {state.LatestVersion}."),
            { CurrentVersion: null } => new Finding("schema", Severity.Problem, "There is none yet.", "Run `tollgate setup`."),
            _ => new Finding("schema", Severity.Problem, $"At {state.CurrentVersion}; this program needs {state.LatestVersion}.", "Run `tollgate setup`."),
        };
    }

    private static string Mark(Severity severity) => severity switch
    {
        Severity.Ok => "ok",
        Severity.Note => "note",
        Severity.Warning => "WARNING",
        _ => "PROBLEM",
    };
}
