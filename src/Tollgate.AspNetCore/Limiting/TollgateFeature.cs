using System.Globalization;
using System.Net;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>The admission of one request, and everything that has to be completed with it.</summary>
internal sealed class TollgateFeature(Admission admission, NodeIdentity node, IRateLimiter limiter, bool hasKey) : ITollgateFeature
{
    private readonly Lock _lock = new();
    private string? _decisionId;
    private List<Decision>? _more;
    private long _number = admission.Decision.Sequence;
    private long _moreCost;
    private bool _isCompleted;
    private bool _isCharged = true;
    private Entitlement? _withoutPlaces;

    public Admission Admission { get; } = admission;

    /// <summary>Whether the caller presented an API key; says which 401 it is.</summary>
    public bool HasKey { get; } = hasKey;

    public string DecisionId =>
        _decisionId ??= string.Create(CultureInfo.InvariantCulture, $"{node.Name}-{Number}");

    /// <summary>The decision's number on this node; refusals before the limiter get theirs when it is first asked for.</summary>
    public long Number
    {
        get
        {
            if (_number == 0)
            {
                Interlocked.CompareExchange(ref _number, DecisionNumber.Next(), 0);
            }

            return _number;
        }
    }

    /// <summary>The client, as forwarded by trusted proxies; null when unknown.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Whether an exception ended the request.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Units asked for, with those that the endpoint charged on top.</summary>
    public long Cost => Admission.Decision.Cost + Volatile.Read(ref _moreCost);

    /// <summary>Units that stay charged; of use when the request is complete. Callers on the allow list are charged nothing.</summary>
    public long Charged => Admission.Decision.Outcome == Outcome.Admitted && _isCharged && Admission.Entitlement?.Access != AccessRule.Allow ? Cost : 0;

    public async ValueTask<bool> CanSpendAsync(long units, CancellationToken cancellationToken) =>
        Admission.Entitlement is { } entitlement
        && (await limiter.PeekAsync(entitlement, Admission.Group, units, cancellationToken)).IsAdmitted;

    public async ValueTask<Decision> ChargeAsync(long units, CancellationToken cancellationToken)
    {
        if (Admission is not { IsAdmitted: true, Entitlement: { } entitlement })
        {
            throw new InvalidOperationException("Only an admitted request can charge more units.");
        }

        var decision = await limiter.AcquireAsync(_withoutPlaces ??= WithoutPlaces(entitlement), Admission.Group, units, cancellationToken);
        if (decision.IsAdmitted)
        {
            CompleteLater(decision);
        }

        return decision;
    }

    /// <summary>The request has its place among those in flight already; charging more must not take another one.</summary>
    private static Entitlement WithoutPlaces(Entitlement entitlement) => entitlement.Plan.Concurrency is null
        ? entitlement
        : entitlement with { Plan = entitlement.Plan with { Concurrency = null } };

    /// <summary>Ends the request exactly once, however often it is called.</summary>
    public void Complete(Gate gate, bool isCharged, bool hasFailed)
    {
        List<Decision>? more;
        lock (_lock)
        {
            if (_isCompleted || !Admission.IsAdmitted)
            {
                return;
            }

            _isCompleted = true;
            _isCharged = isCharged;
            HasFailed = hasFailed;
            more = _more;
        }

        gate.Complete(Admission, isCharged);
        foreach (var decision in more ?? [])
        {
            limiter.Complete(decision, isCharged);
        }
    }

    private void CompleteLater(in Decision decision)
    {
        lock (_lock)
        {
            _moreCost += decision.Cost;
            if (!_isCompleted)
            {
                (_more ??= []).Add(decision);
                return;
            }
        }

        limiter.Complete(decision, isCharged: true); // the response is already over: what was charged stays charged
    }
}
