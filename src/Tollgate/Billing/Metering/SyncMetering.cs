using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Tollgate.Aggregating;
using Tollgate.Hosting;

namespace Tollgate.Billing.Metering;

/// <summary>Works out what is to be billed and sends it; harmless to repeat, to interrupt and to run on several nodes at once.</summary>
public sealed class SyncMetering
{
    private const string PlanWork = "metering:plan";
    private const int MostRounds = 2;
    private const int MostAlone = 50; // more are read faster together with everybody
    private static readonly TimeSpan PlanClaim = TimeSpan.FromMinutes(5);
    private readonly IMeteringStore _store;
    private readonly MeterEventSender _sender;
    private readonly NodeIdentity _node;
    private readonly MeteringOptions _options;
    private readonly IPaymentProvider? _provider;
    private readonly SumUsage _summing;

    internal SyncMetering(
        IMeteringStore store, MeterEventSender sender, SumUsage summing, NodeIdentity node, IOptions<MeteringOptions> options, IPaymentProvider? provider) =>
        (_store, _sender, _summing, _node, _options, _provider) = (store, sender, summing, node, options.Value, provider);

    /// <summary>Works out and sends for all customers.</summary>
    /// <param name="looksBack">Whether periods that are closed are looked at, too, for late usage; at least once a day.</param>
    /// <param name="progress">Hears the share that is done, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two customers or events.</param>
    public Task<MeteringReport> RunAsync(bool looksBack, Action<double>? progress, CancellationToken cancellationToken) =>
        RunAsync(new MeteringScan { LooksBack = looksBack }, progress, cancellationToken);

    /// <summary>
    /// Works out and sends for one user, with the running hour as far as it is recorded: before a subscription is cancelled or changed at the provider.
    /// </summary>
    /// <param name="userId">Whose.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<MeteringReport> FlushAsync(long userId, CancellationToken cancellationToken)
    {
        await _summing.RunAsync(null, cancellationToken);
        return await RunAsync(new MeteringScan { UserId = userId, LooksBack = true, IncludesRunningHour = true }, null, cancellationToken);
    }

    /// <summary>Works out and sends the hours that are over for some users, ahead of the next round: their invoices are near.</summary>
    /// <param name="users">Whose.</param>
    /// <param name="cancellationToken">Stops between two customers or events.</param>
    internal async Task SendAsync(IReadOnlySet<long> users, CancellationToken cancellationToken)
    {
        await _summing.RunAsync(null, cancellationToken);
        if (users.Count > MostAlone)
        {
            await RunAsync(new MeteringScan(), null, cancellationToken);
            return;
        }

        foreach (var user in users)
        {
            await RunAsync(new MeteringScan { UserId = user }, null, cancellationToken);
        }
    }

    /// <summary>What a run would work out; nothing is changed and nothing is sent.</summary>
    /// <param name="progress">Hears the share that is done, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MeteringReport> PreviewAsync(Action<double>? progress, CancellationToken cancellationToken)
    {
        var (customers, steps) = (0L, new List<MeterStep>());
        await foreach (var (customer, now) in ReadAsync(new MeteringScan { LooksBack = true }, cancellationToken))
        {
            customers++;
            steps.AddRange(MeterPlanner.Plan(customer, true, now, _options));
        }

        progress?.Invoke(1);
        return ReportOf(customers, steps, new SendCount(), false, await _store.ReadFiguresAsync(cancellationToken)) with { IsDryRun = true };
    }

    internal async Task<MeteringReport> RunAsync(MeteringScan scan, Action<double>? progress, CancellationToken cancellationToken)
    {
        var holder = $"{_node.Name}/{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var (customers, steps, total) = (0L, new List<MeterStep>(), new SendCount());
        var isElsewhere = false;

        // What a first round finds to be too late is worked out anew in a second one.
        for (var round = 0; round < MostRounds; round++)
        {
            if (await PlanAsync(scan, holder, steps, cancellationToken) is { } looked)
            {
                customers = looked;
            }
            else
            {
                isElsewhere = true;
            }

            progress?.Invoke((round + 0.3) / MostRounds);
            var dropped = total.Dropped;
            await _sender.SendDueAsync(total, scan.UserId, holder, share => progress?.Invoke((round + 0.3 + (0.7 * share)) / MostRounds), cancellationToken);
            if (total.Dropped == dropped && total.TakenBack == 0)
            {
                break;
            }
        }

        progress?.Invoke(1);
        return ReportOf(customers, steps, total, isElsewhere, await _store.ReadFiguresAsync(cancellationToken));
    }

    /// <summary>Works out what is to be billed; null when another node is at it.</summary>
    private async Task<long?> PlanAsync(MeteringScan scan, string holder, List<MeterStep> steps, CancellationToken cancellationToken)
    {
        // One user's rows are locked anyway; the claim only spares nodes the same reading.
        var work = scan.UserId is null ? PlanWork : $"{PlanWork}:{scan.UserId}";
        if (!await _store.TryClaimAsync(work, holder, PlanClaim, cancellationToken))
        {
            return null;
        }

        try
        {
            await _store.EnsureSegmentsAsync(cancellationToken);
            var customers = 0L;
            await foreach (var (customer, now) in ReadAsync(scan, cancellationToken))
            {
                if (++customers % 100 == 0 && !await _store.TryClaimAsync(work, holder, PlanClaim, cancellationToken))
                {
                    return customers;
                }

                if (MeterPlanner.Plan(customer, scan.LooksBack, now, _options).Count > 0)
                {
                    var one = scan with { UserId = customer.UserId, After = 0 };
                    steps.AddRange(await _store.DecideAsync(one, (c, at) => MeterPlanner.Plan(Billable(c), scan.LooksBack, at, _options), cancellationToken));
                }
            }

            return customers;
        }
        finally
        {
            await _store.ReleaseAsync(work, holder, CancellationToken.None);
        }
    }

    private async IAsyncEnumerable<(MeteredCustomer Customer, DateTimeOffset Now)> ReadAsync(
        MeteringScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _store.ReadAsync(scan, cancellationToken) is { Customers.Count: > 0 } page)
        {
            foreach (var customer in page.Customers)
            {
                yield return (Billable(customer), page.Now);
            }

            scan = scan with { After = page.Customers[^1].UserId };
        }
    }

    /// <summary>A customer of the provider's test mode can't be billed with a live key, and the other way round.</summary>
    private MeteredCustomer Billable(MeteredCustomer customer) =>
        _provider?.IsLive is { } isLive && isLive != customer.IsLive ? customer with { Reference = null } : customer;

    private MeteringReport ReportOf(long customers, List<MeterStep> steps, SendCount sent, bool isElsewhere, MeteringFigures figures) => new()
    {
        Customers = customers,
        Planned = [.. steps.OfType<MeterStep.Add>().Select(s => s.Event)],
        Dropped = sent.Dropped + steps.OfType<MeterStep.Drop>().Count(),
        Lowered = steps.OfType<MeterStep.TakeBack>().Count(),
        Sent = sent.Sent,
        SentUnits = sent.Units,
        Failed = sent.Failed,
        Unknown = sent.Unknown,
        PutOff = sent.Troubles,
        IsPlannedElsewhere = isElsewhere,
        IsWithoutProvider = !_sender.CanSend,
        Figures = figures,
    };
}
