using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Billing.Crediting;
using Tollgate.Billing.Metering;
using Tollgate.Hosting;

namespace Tollgate.Billing;

/// <summary>Works events off: an event is a hint that something changed, and what is true is asked for.</summary>
/// <remarks>
/// 1. Claim what the events are about, and all pending events of it; one node at a time has it. 2. Ask the provider once. 3. Store the answer,
/// what follows from it, and that the events are done, in one transaction that checks the claim. 4. Events that came in meanwhile are another
/// pass. Looks at the same thing follow each other, so the last one stored is the newest; no order of events matters, nor how often one is told.
/// </remarks>
public sealed class WebhookProcessor
{
    private const int AtOnce = 8;
    private const int SyncAttempts = 50;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly IWebhookInbox _inbox;
    private readonly IBillingStore _store;
    private readonly IPaymentProvider _provider;
    private readonly ProviderLook _look;
    private readonly MeteringSignal _metering;
    private readonly NodeIdentity _node;
    private readonly InboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookProcessor> _logger;

    /// <summary>Creates a processor.</summary>
    public WebhookProcessor(
        IWebhookInbox inbox, IBillingStore store, IPaymentProvider provider, MeteringSignal metering, NodeIdentity node, IOptions<InboxOptions> options, TimeProvider time, ILogger<WebhookProcessor> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_inbox, _store, _provider, _metering, _node) = (inbox, store, provider, metering, node);
        (_options, _time, _logger) = (options.Value, time, logger);
        _look = new ProviderLook(provider, store);
    }

    /// <summary>Works off everything that is due; returns how many passes there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var passes = 0;
        while (await _inbox.FindDueAsync(AtOnce, cancellationToken) is { Count: > 0 } keys)
        {
            var worked = await Task.WhenAll(keys.Select(key => TryAsync(key, cancellationToken)));
            passes += worked.Count(w => w);
            if (!worked.Contains(true))
            {
                break; // other nodes are at it
            }
        }

        return passes;
    }

    /// <summary>Asks for a subscription now, with or without events; waits a few seconds for whoever works on it.</summary>
    /// <param name="reference">The provider's id of the subscription.</param>
    /// <param name="userId">The user whom a checkout names; null when none does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaymentProviderException">The provider does not answer.</exception>
    /// <exception cref="TimeoutException">Somebody else works on it for longer than that.</exception>
    public Task<NewsOutcome> SyncAsync(string reference, long? userId, CancellationToken cancellationToken) => SyncAsync(
        new ProviderEvent
        {
            Reference = reference,
            Type = "sync",
            Kind = ProviderEventKind.Subscription,
            SubscriptionReference = reference,
            UserId = userId,
            Body = "",
        },
        cancellationToken);

    /// <summary>Asks now for what a hint is about, together with the events that wait there.</summary>
    internal async Task<NewsOutcome> SyncAsync(ProviderEvent hint, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < SyncAttempts; attempt++)
        {
            if (await _inbox.ClaimAsync(hint.WorkKey, NewHolder(), _options.Claim, cancellationToken) is { } claim)
            {
                try
                {
                    var news = await _look.AskAsync([hint, .. claim.Events.Select(Read)], cancellationToken);
                    return await StoreAsync(news with { Claim = claim, Events = claim.Events }, cancellationToken);
                }
                finally
                {
                    await _inbox.ReleaseAsync(claim, CancellationToken.None);
                }
            }

            await Task.Delay(Wait, _time, cancellationToken);
        }

        throw new TimeoutException($"Somebody else has been working on {hint.WorkKey} for {(SyncAttempts * Wait).TotalSeconds:0} seconds; try again.");
    }

    private async Task<bool> TryAsync(string workKey, CancellationToken cancellationToken)
    {
        if (await _inbox.ClaimAsync(workKey, NewHolder(), _options.Claim, cancellationToken) is not { } claim)
        {
            return false;
        }

        try
        {
            if (claim.Events.Count > 0)
            {
                await WorkAsync(claim, cancellationToken);
            }

            return claim.Events.Count > 0;
        }
        finally
        {
            await _inbox.ReleaseAsync(claim, CancellationToken.None); // the claim would only end later
        }
    }

    private async Task WorkAsync(WorkClaim claim, CancellationToken cancellationToken)
    {
        if (await PassAsync(claim, claim.Events, cancellationToken) is not { } failure)
        {
            return;
        }

        if (failure is PaymentProviderException || claim.Events.Count == 1)
        {
            await FailAsync(claim, claim.Events, failure, cancellationToken);
            return;
        }

        // One of them may be poison: the others are done without it.
        foreach (var told in claim.Events)
        {
            if (await PassAsync(claim, [told], cancellationToken) is { } own)
            {
                await FailAsync(claim, [told], own, cancellationToken);
            }
        }
    }

    /// <summary>Looks and stores; returns why that failed, null when it did not.</summary>
    private async Task<Exception?> PassAsync(WorkClaim claim, IReadOnlyList<WebhookEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            var news = await _look.AskAsync([.. events.Select(Read)], cancellationToken);
            await StoreAsync(news with { Claim = claim, Events = events }, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever is wrong with these events, it must not stop the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private async Task<NewsOutcome> StoreAsync(BillingNews news, CancellationToken cancellationToken)
    {
        var outcome = await _store.ApplyAsync(news, cancellationToken);
        if (outcome.IsClaimLost)
        {
            InboxLog.ClaimLost(_logger, news.Claim!.WorkKey);
            return outcome;
        }

        InboxMeter.Synced(news.IsProvisional);
        InboxMeter.End(news.Events.Count, outcome.IgnoredBecause is null ? "done" : "ignored");
        if (outcome.IgnoredBecause is { } reason && outcome.UserId is not null)
        {
            InboxLog.NotApplied(_logger, news.Claim?.WorkKey ?? news.CustomerReference ?? "", reason);
        }

        LogRevoked(outcome);
        if (news.IsInvoiceNear && outcome.UserId is { } user)
        {
            _metering.Set(user);
        }

        return outcome;
    }

    private void LogRevoked(NewsOutcome outcome)
    {
        foreach (var revoked in outcome.Revoked)
        {
            if (revoked.Unpaid > 0)
            {
                CreditLog.Unpaid(_logger, revoked.Reference, revoked.UserId, revoked.Units, revoked.Unpaid);
            }
            else
            {
                CreditLog.Revoked(_logger, revoked.Reference, revoked.UserId, revoked.Units);
            }
        }
    }

    /// <summary>Puts events off; after some failures to ask, what they say themselves is used for the time being.</summary>
    private async Task FailAsync(WorkClaim claim, IReadOnlyList<WebhookEvent> events, Exception failure, CancellationToken cancellationToken)
    {
        var attempt = events.Max(e => e.Attempts) + 1;
        var isAway = failure is PaymentProviderException { IsPermanent: false };
        if (isAway && attempt >= _options.ProvisionalAfter)
        {
            await BelieveAsync(claim, events, cancellationToken);
        }

        if (!isAway)
        {
            InboxLog.Unexpected(_logger, claim.WorkKey, failure);
        }

        var reason = failure is PaymentProviderException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}";
        var (dead, alive) = (events.Where(e => !isAway && e.Attempts + 1 >= _options.MaxAttempts).ToList(), new List<WebhookEvent>());
        alive.AddRange(events.Except(dead));
        if (dead.Count > 0)
        {
            await _inbox.FailAsync(dead, reason, null, cancellationToken);
            InboxMeter.End(dead.Count, "dead");
            dead.ForEach(e => InboxLog.GivenUp(_logger, e.Reference, claim.WorkKey, e.Attempts + 1, reason));
        }

        if (alive.Count > 0)
        {
            var pause = PauseAfter(attempt, (failure as PaymentProviderException)?.RetryAfter);
            await _inbox.FailAsync(alive, reason, pause, cancellationToken);
            InboxMeter.End(alive.Count, "failed");
            InboxLog.Failed(_logger, claim.WorkKey, attempt, reason, Math.Round(pause.TotalSeconds));
        }
    }

    private async Task BelieveAsync(WorkClaim claim, IReadOnlyList<WebhookEvent> events, CancellationToken cancellationToken)
    {
        if (ProviderLook.Believe([.. events.Select(Read)]) is { } news)
        {
            await _store.ApplyAsync(news with { Claim = claim }, cancellationToken);
            InboxMeter.Synced(isProvisional: true);
            InboxLog.Provisional(_logger, claim.WorkKey);
        }
    }

    private TimeSpan PauseAfter(int attempt, TimeSpan? asked)
    {
#pragma warning disable CA5394 // Spreads retries; nothing depends on nobody guessing it.
        var pause = _options.PauseAfter(attempt, Random.Shared.NextDouble());
#pragma warning restore CA5394
        return asked > pause ? (asked < _options.LongestPause ? asked.Value : _options.LongestPause) : pause;
    }

    private ProviderEvent Read(WebhookEvent stored) => _provider.Read(stored.Body ?? "") with { Reference = stored.Reference, OccurredAt = stored.OccurredAt };

    private string NewHolder() => $"{_node.Name}/{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
}
