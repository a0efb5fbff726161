using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Administering;

namespace Tollgate.Hosting;

/// <summary>Warns at start of whatever the promise of exact limits lacks on this database, and names what is lost; the node starts all the same.</summary>
internal sealed class PromiseCheck(IDatabaseDoctor doctor, ILogger<PromiseCheck> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
    }
}
