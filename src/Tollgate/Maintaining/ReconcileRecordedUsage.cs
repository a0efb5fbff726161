using System.Globalization;
using Tollgate.Administering;
using Tollgate.Watching;

namespace Tollgate.Maintaining;

/// <summary>Compares the ledger with recorded usage, all customers, and reports where they drift apart; changes nothing.</summary>
internal sealed class ReconcileRecordedUsage(ReconcileUsage reconcile) : IMaintenanceTask
{
    private const int Named = 20;

    public string Name => "usage reconciliation";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Examining;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var found = await reconcile.RunAsync(null, null, Named, null, cancellationToken);
        long Count(DriftVerdict verdict) => found.Counts.GetValueOrDefault(verdict);
        string[] lines =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Compared:N0} windows compared: {Count(DriftVerdict.Overrecorded):N0} have more recorded than the ledger granted, {Count(DriftVerdict.Unrecorded):N0} have units that no request explains."),
            .. found.Drifts.Where(d => d.Verdict > DriftVerdict.NotComparable).Select(Line),
        ];
        return TaskReport.Nothing with { Lines = lines };
    }

    private static string Line(UsageDrift drift) => string.Create(
        CultureInfo.InvariantCulture, $"{drift.Subject} {drift.Scope} {drift.Window}: {drift.Used:N0} granted, {drift.Recorded:N0} recorded.");
}
