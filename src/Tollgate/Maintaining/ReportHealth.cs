using Tollgate.Administering;

namespace Tollgate.Maintaining;

/// <summary>Has the doctor look the database over, and reports what needs attention.</summary>
internal sealed class ReportHealth(IDatabaseDoctor doctor) : IMaintenanceTask
{
    public string Name => "health";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Weekly;

    public MaintenanceStep Step => MaintenanceStep.Examining;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var findings = await doctor.ExamineAsync(cancellationToken);
        var bad = findings.Where(f => f.Severity >= Severity.Warning).ToList();
        string[] lines =
        [
            bad.Count == 0 ? $"All {findings.Count} examinations are well." : $"{bad.Count} of {findings.Count} examinations need attention.",
            .. bad.Select(f => $"{f.Severity.ToString().ToUpperInvariant()} {f.Name}: {f.Detail} {f.Fix}".TrimEnd()),
            .. findings.Where(f => f.Severity == Severity.Note).Select(f => $"{f.Name}: {f.Detail}"),
        ];
        return TaskReport.Nothing with { Lines = lines };
    }
}
