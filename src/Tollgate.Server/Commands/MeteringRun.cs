using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing.Metering;

namespace Tollgate.Server.Commands;

/// <summary>What <c>tollgate billing sync</c> and the admin API's route of the same name do.</summary>
internal sealed class MeteringRun(SyncMetering metering, SumUsage summing, ShowUser users)
{
    /// <summary>Works out metered usage and sends it.</summary>
    /// <param name="user">One user, with the running hour; null for all.</param>
    /// <param name="isAsIs">Whether what is summed already is billed; else new usage is summed first.</param>
    /// <param name="progress">Hears the share that is done, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two customers or events.</param>
    public async Task<MeteringReport> RunAsync(string? user, bool isAsIs, Action<double>? progress, CancellationToken cancellationToken)
    {
        const double Summing = 0.3;
        if (user is not null)
        {
            return await metering.FlushAsync((await users.RunAsync(user, cancellationToken)).Account.User.Id, cancellationToken);
        }

        if (!isAsIs)
        {
            await summing.RunAsync(share => progress?.Invoke(share * Summing), cancellationToken);
        }

        return await metering.RunAsync(looksBack: true, share => progress?.Invoke(Summing + (share * (1 - Summing))), cancellationToken);
    }
}
