using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>The admission of one request, and everything that has to be completed with it.</summary>
internal sealed class TollgateFeature(Admission admission, NodeIdentity node, IRateLimiter limiter, bool hasKey) : ITollgateFeature
{
    private readonly Lock _lock = new();
    private string? _decisionId;
    private List<Decision>? _more;
    private bool _isCompleted;
    private Entitlement? _withoutPlaces;

    public Admission Admission { get; } = admission;

    /// <summary>Whether the caller presented an API key; says which 401 it is.</summary>
    public bool HasKey { get; } = hasKey;

    public string DecisionId =>
        _decisionId ??= string.Create(CultureInfo.InvariantCulture, $"{node.Name}-{Number()}");

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
    public void Complete(Gate gate, bool isCharged)
    {
        List<Decision>? more;
        lock (_lock)
        {
            if (_isCompleted || !Admission.IsAdmitted)
            {
                return;
            }

            _isCompleted = true;
            more = _more;
        }

        gate.Complete(Admission, isCharged);
        foreach (var decision in more ?? [])
        {
            limiter.Complete(decision, isCharged);
        }
    }

    // Refusals before the limiter have no number yet.
    private long Number() => Admission.Decision.Sequence is var number and not 0 ? number : DecisionNumber.Next();

    private void CompleteLater(in Decision decision)
    {
        lock (_lock)
        {
            if (!_isCompleted)
            {
                (_more ??= []).Add(decision);
                return;
            }
        }

        limiter.Complete(decision, isCharged: true); // the response is already over: what was charged stays charged
    }
}
