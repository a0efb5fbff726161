using Tollgate.Limiting;

namespace Tollgate.AspNetCore;

/// <summary>What was decided for the current request: <c>HttpContext.Features.Get&lt;ITollgateFeature&gt;()</c>.</summary>
public interface ITollgateFeature
{
    /// <summary>Plan, limits, remaining units and outcome.</summary>
    Admission Admission { get; }

    /// <summary>The decision's id, as in the header <c>Tollgate-Decision</c>: node name, hyphen, number.</summary>
    string DecisionId { get; }

    /// <summary>Whether so many more units would be admitted now; charges nothing. False for callers without an entitlement.</summary>
    ValueTask<bool> CanSpendAsync(long units, CancellationToken cancellationToken);

    /// <summary>
    /// Charges more units before the work is done, e.g. for the items of a batch; handed back with the rest when the request is not charged.
    /// </summary>
    /// <returns>The decision over these units; when it is refused nothing more was charged.</returns>
    /// <exception cref="InvalidOperationException">The request itself was not admitted.</exception>
    ValueTask<Decision> ChargeAsync(long units, CancellationToken cancellationToken);
}
