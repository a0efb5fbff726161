using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Administering;

namespace Tollgate.Hosting;

/// <summary>Warns at start of whatever the promise of exact limits lacks on this database, and names what is lost; the node starts all the same.</summary>
internal sealed class PromiseCheck(ILogger<PromiseCheck> logger, IDatabaseDoctor? doctor = null) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (doctor is null)
        {
            return; // a ledger of the application's own
        }

        try
        {
            foreach (var finding in await doctor.CheckPromiseAsync(stoppingToken))
            {
                if (finding.Severity >= Severity.Warning)
                {
                    Limiting.Log.PromiseAtRisk(logger, finding.Name, finding.Detail, finding.Fix ?? "See 'tollgate doctor'.");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
#pragma warning disable CA1031 // an examination that fails must not end the host
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Limiting.Log.PromiseNotChecked(logger, exception);
        }
    }
}
