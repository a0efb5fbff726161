using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Metering;

/// <summary>Sends what is due, one event at a time for a customer and meter, and finds out what became of those whose answer was lost.</summary>
/// <remarks>
/// <list type="number">
/// <item>Before the first attempt its time is stored. Whatever happens then, the event is sent again under the same identifier, which the provider
/// counts once, as long as it is sure to know the identifier.</item>
/// <item>After that, or when the invoice that it should be on is closed, the provider's total of the event's minute decides: there it is sent,
/// or it never arrived and its units are worked out anew.</item>
/// <item>An event that was never sent when its invoice is closed is dropped: its units are carried into the running period.</item>
/// <item>A refusal for good is final only if no earlier attempt may have arrived.</item>
/// </list>
/// </remarks>
internal sealed class MeterEventSender(
    IMeteringStore store, IOptions<MeteringOptions> options, TimeProvider time, ILogger<MeterEventSender> logger, IPaymentProvider? provider = null)
{
    private const int GroupsAtOnce = 500;
    private const int MostTroubles = 5;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);
    private readonly SendPace _pace = new(options.Value.EventsPerSecond, time);

    /// <summary>Whether there is a provider with a key.</summary>
    public bool CanSend => provider?.IsLive is not null;

    /// <summary>Sends everything that is due now.</summary>
    /// <param name="count">Counts what becomes of it.</param>
    /// <param name="userId">Of one user; null for all.</param>
    /// <param name="holder">Who sends; unique for each run, so that two runs of one node are two.</param>
    /// <param name="progress">Hears the share that is done.</param>
    /// <param name="cancellationToken">Stops; what was asked of the provider and not answered is asked again later.</param>
    public async Task SendDueAsync(SendCount count, long? userId, string holder, Action<double>? progress, CancellationToken cancellationToken)
    {
        if (!CanSend)
        {
            return;
        }

        var groups = await store.FindDueAsync(userId, GroupsAtOnce, cancellationToken);
        var done = 0;
        await Parallel.ForEachAsync(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancellationToken },
            async (group, token) =>
            {
                if (count.Troubles < MostTroubles) // the provider is away: everything stays due
                {
                    await SendGroupAsync(group.Customer, group.Meter, holder, count, token);
                }

                progress?.Invoke((double)Interlocked.Increment(ref done) / groups.Count);
            });
    }

    private async Task SendGroupAsync(string customer, string meter, string holder, SendCount count, CancellationToken cancellationToken)
    {
        var work = $"meter:{customer}:{meter}";
        var span = options.Value.Timeout + Slack;
        if (!await store.TryClaimAsync(work, holder, span, cancellationToken))
        {
            return;
        }

        try
        {
            var segments = new Dictionary<long, IReadOnlyList<BillingSegment>>();
            foreach (var due in await store.ListDueAsync(customer, meter, cancellationToken))
            {
                if (!segments.TryGetValue(due.UserId, out var own))
                {
                    segments[due.UserId] = own = await store.ListSegmentsAsync(due.UserId, cancellationToken);
                }

                if (!await HandleAsync(due, own, holder, count, cancellationToken) || !await store.TryClaimAsync(work, holder, span, cancellationToken))
                {
                    return;
                }
            }
        }
        finally
        {
            await store.ReleaseAsync(work, holder, CancellationToken.None);
        }
    }

    /// <summary>Deals with one event; false when the provider had better be left alone for this customer.</summary>
    private async Task<bool> HandleAsync(
        MeterEvent due, IReadOnlyList<BillingSegment> segments, string holder, SendCount count, CancellationToken cancellationToken)
    {
        var now = await store.NowAsync(cancellationToken);
        switch (due.State)
        {
            case MeterEventState.Unknown:
                return await ResolveAsync(due, now, count, cancellationToken);
            case MeterEventState.Canceling or MeterEventState.Waiving:
                return await TakeBackAsync(due, now, holder, count, cancellationToken);
            default:
                var isTooLate = now >= MeterPlanner.LastSend(due, segments, options.Value) || due.At < now - MeteringLimits.Past;
                return (due.FirstAttemptAt, isTooLate) switch
                {
                    (null, true) => await DropAsync(due, count, cancellationToken),
                    ({ } first, _) when isTooLate || now >= first + MeteringLimits.Dedupe => await DoubtAsync(due, now, due.Error, count, cancellationToken),
                    _ => await SendAsync(due, now, holder, count, cancellationToken),
                };
        }
    }

    private async Task<bool> SendAsync(MeterEvent due, DateTimeOffset now, string holder, SendCount count, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        if (await store.BeginAsync(due, holder, null, null, cancellationToken) is not { } begun)
        {
            return true;
        }

        // Each attempt has an idempotency key of its own: after a 5xx the provider would repeat that answer for a day, while the identifier keeps
        // two attempts from counting twice.
        var failure = await CallAsync(token => provider!.SendMeterEventAsync(begun, due.Attempts, token), cancellationToken);
        switch (failure)
        {
            case null:
                count.AddSent(begun.Units);
                return await EndAsync(begun, new MeterOutcome(MeterEventState.Sent, null, null, now));
            case { IsPermanent: true, IsOutcomeUnknown: false } when due.Attempts == 0:
                count.AddFailed();
                Log.Refused(logger, begun.Identifier, failure.Message);
                return await EndAsync(begun, new MeterOutcome(MeterEventState.Failed, null, failure.Message));
            case { IsPermanent: true, IsOutcomeUnknown: false }:
                return await DoubtAsync(begun, now, failure.Message, count, CancellationToken.None); // an earlier attempt may have arrived
            default:
                count.AddTrouble();
                Log.NotSent(logger, begun.Identifier, begun.Attempts, failure.Message);
                await EndAsync(begun, new MeterOutcome(MeterEventState.Pending, now + PauseAfter(begun.Attempts, failure), failure.Message));
                return false;
        }
    }

    private async Task<bool> DropAsync(MeterEvent due, SendCount count, CancellationToken cancellationToken)
    {
        count.AddDropped();
        return await store.EndAsync(
            due, new MeterOutcome(MeterEventState.Canceled, null, "Not sent before the provider closed the invoice; its units are carried into the running period."), cancellationToken);
    }

    private async Task<bool> DoubtAsync(MeterEvent due, DateTimeOffset now, string? reason, SendCount count, CancellationToken cancellationToken)
    {
        count.AddUnknown();
        Log.Doubted(logger, due.Identifier, reason);
        return await store.EndAsync(due, new MeterOutcome(MeterEventState.Unknown, now + MeteringLimits.Settling, reason), cancellationToken);
    }

    /// <summary>Compares the provider's total of the event's minute, which no other event of the customer and meter has, with the event.</summary>
    private async Task<bool> ResolveAsync(MeterEvent due, DateTimeOffset now, SendCount count, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        if (await TryReadArrivedAsync(due, cancellationToken) is not { } arrived)
        {
            count.AddTrouble();
            await store.EndAsync(due, new MeterOutcome(MeterEventState.Unknown, now + MeteringLimits.Settling, due.Error), cancellationToken);
            return false;
        }

        if (arrived == due.Units)
        {
            count.AddSent(due.Units);
            return await store.EndAsync(due, new MeterOutcome(MeterEventState.Sent, null, null, now), cancellationToken);
        }

        if (arrived == 0)
        {
            count.AddDropped();
            return await store.EndAsync(
                due, new MeterOutcome(MeterEventState.Canceled, null, "It never arrived, as the provider's total shows; its units are worked out anew."), cancellationToken);
        }

        count.AddFailed();
        var error = string.Create(
            CultureInfo.InvariantCulture, $"The provider has {arrived:N0} units in the minute of this event instead of 0 or {due.Units:N0}; look there, then retry or cancel it.");
        Log.Unexplained(logger, due.Identifier, error);
        return await store.EndAsync(due, new MeterOutcome(MeterEventState.Unknown, now + MeteringLimits.LongestPause, error), cancellationToken);
    }

    /// <summary>
    /// Asks the provider to take an event back. That is noted before, because "no" means something else the second time: the first may have been a
    /// yes that was lost, and then the total tells.
    /// </summary>
    private async Task<bool> TakeBackAsync(MeterEvent due, DateTimeOffset now, string holder, SendCount count, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        var (again, generation) = (now + MeteringLimits.Settling, TakeBackNote.GenerationOf(due.Error));
        if (await store.BeginAsync(due, holder, again, TakeBackNote.Of(generation), cancellationToken) is not { } begun)
        {
            return true;
        }

        var isDone = false;
        var failure = await CallAsync(async token => isDone = await provider!.CancelMeterEventAsync(begun, generation, token), cancellationToken);
        if (failure is { IsPermanent: false } or { IsOutcomeUnknown: true })
        {
            count.AddTrouble();
            Log.NotSent(logger, begun.Identifier, begun.Attempts, failure.Message);
            if (failure.IsAnswerKept)
            {
                await EndAsync(begun, new MeterOutcome(begun.State, null, TakeBackNote.Of(checked(generation + 1))));
            }

            return false;
        }

        if (!isDone && due.Error is not null)
        {
            if (await TryReadArrivedAsync(begun, cancellationToken) is not { } arrived)
            {
                count.AddTrouble();
                return false;
            }

            isDone = arrived == 0;
        }

        var ended = due.State == MeterEventState.Canceling ? MeterEventState.Canceled : MeterEventState.Waived;
        count.AddTakenBack(isDone);
        return await EndAsync(begun, isDone
            ? new MeterOutcome(ended, null, "Taken back.")
            : new MeterOutcome(MeterEventState.Sent, null, $"The provider did not take it back: {failure?.Message ?? "it no longer can."}"));
    }

    /// <summary>Units that the provider has of an event; null when it does not say.</summary>
    private async Task<long?> TryReadArrivedAsync(MeterEvent due, CancellationToken cancellationToken)
    {
        var from = MeterPlanner.Floor(due.At);
        var total = 0L;
        var failure = await CallAsync(
            async token => total = await provider!.SumMeterAsync(due.Meter, due.CustomerReference, from, from + Minute, token), cancellationToken);
        if (failure is not null)
        {
            Log.NotSent(logger, due.Identifier, due.Attempts, failure.Message);
            return null;
        }

        var others = await store.ListBetweenAsync(due.CustomerReference, due.Meter, from, from + Minute, cancellationToken);
        return total - others
            .Where(e => e.Identifier != due.Identifier && e.State is MeterEventState.Sent or MeterEventState.Canceling or MeterEventState.Waiving)
            .Sum(e => e.Units);
    }

    /// <summary>Calls the provider; null when all is well. Whoever stops the node gets no answer noted: the event is sent again.</summary>
    private async Task<PaymentProviderException?> CallAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await call(either.Token);
            return null;
        }
        catch (PaymentProviderException failure)
        {
            return failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PaymentProviderException($"No answer within {options.Value.Timeout.TotalSeconds:0.#} s (Tollgate:Billing:Metering:Timeout).") { IsOutcomeUnknown = true };
        }
    }

    /// <summary>What the provider said must be noted, also when the node stops just now.</summary>
    private async Task<bool> EndAsync(MeterEvent begun, MeterOutcome outcome)
    {
        if (!await store.EndAsync(begun, outcome, CancellationToken.None))
        {
            Log.ClaimLost(logger, begun.Identifier);
        }

        return true;
    }

    private TimeSpan PauseAfter(int attempts, PaymentProviderException failure)
    {
        var pause = options.Value.PauseAfter(attempts);
        return failure.RetryAfter is { } wish && wish > pause ? wish < MeteringLimits.LongestPause ? wish : MeteringLimits.LongestPause : pause;
    }
}
