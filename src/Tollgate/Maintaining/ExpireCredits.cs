using System.Globalization;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;

namespace Tollgate.Maintaining;

/// <summary>Expires what the nodes have not: credits that expired while none ran, and units that came back long after.</summary>
internal sealed class ExpireCredits(ICreditStore credits) : IMaintenanceTask
{
    /// <summary>A request that ends after a day, and is handed back then, is none that anybody waits for.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromDays(1);

    public string Name => "expired credits";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Hourly;

    public MaintenanceStep Step => MaintenanceStep.Cleaning;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var units = context.IsDryRun ? await CountAsync(cancellationToken) : await new CreditExpiry(credits).RunAsync(Recently, cancellationToken);
        var verb = context.IsDryRun ? "Would expire" : "Expired";
        return units == 0
            ? TaskReport.Nothing
            : TaskReport.Nothing with { Lines = [string.Create(CultureInfo.InvariantCulture, $"{verb}: {units:N0} units of credit.")] };
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var units = 0L;
        foreach (var customer in await credits.FindExpiredAsync(Recently, after: 0, int.MaxValue, cancellationToken))
        {
            units += (await credits.ReadAsync(customer, cancellationToken)).DueExpired;
        }

        return units;
    }
}
