using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.Watching;

/// <summary>Tells where the two counts can't be compared, because the ledger did not count all of the window, or counted more than it.</summary>
internal sealed class DriftJudge(ICustomerLimits customers, IRecordedUnits recorded, IPlanVersions versions)
{
    private const string Prefix = "user_";
    private const int UsersAtOnce = 500;

    /// <summary>A change reaches every node within a second; whoever missed it, within this time.</summary>
    private static readonly TimeSpan Spreading = TimeSpan.FromMinutes(1);

    /// <summary>The same drifts, those that can't be compared with the reason.</summary>
    public async Task<IReadOnlyList<UsageDrift>> ExcuseAsync(IReadOnlyList<UsageDrift> drifts, CancellationToken cancellationToken)
    {
        var judged = new List<UsageDrift>(drifts.Count);
        foreach (var some in drifts.Chunk(UsersAtOnce))
        {
            var limits = await customers.FindAsync([.. some.Where(IsWrong).Select(d => IdOf(d.Subject)).Distinct()], cancellationToken);
            foreach (var drift in some)
            {
                var reason = IsWrong(drift) ? await ReasonAsync(drift, limits.GetValueOrDefault(IdOf(drift.Subject)), cancellationToken) : null;
                judged.Add(reason is null ? drift : drift with { Verdict = DriftVerdict.NotComparable, Reason = reason });
            }
        }

        return judged;
    }

    private static bool IsWrong(UsageDrift drift) => drift.Verdict > DriftVerdict.NotComparable;

    private async Task<string?> ReasonAsync(UsageDrift drift, Entitlement? customer, CancellationToken cancellationToken)
    {
        if (customer is null)
        {
            return "the user is gone";
        }

        var limits = drift.Scope == PlanScope.All ? customer.Limits : customer.Scopes.FirstOrDefault(s => s.Name == drift.Scope)?.Limits ?? [];
        if (limits.FirstOrDefault(l => l.Window.Name == drift.Window)?.Window is not { } window || window.At(drift.Span.Start) != drift.Span)
        {
            return "the window is not one of the user's plan any more";
        }

        if (drift.Verdict == DriftVerdict.Overrecorded && !Has(customer.Plan, drift))
        {
            return "an override added the window, and the ledger counts since then";
        }

        if ((await recorded.FindPlansAsync(drift.Subject, drift.Span.Start, drift.Span.End, cancellationToken)).Any(p => p != customer.Plan.Name))
        {
            return "the user changed the plan within the window";
        }

        var since = DateTimeOffset.FromUnixTimeMilliseconds(drift.Span.Start) - Spreading;
        var definitions = await versions.FindSinceAsync(customer.Plan.Name, since, cancellationToken);
        return definitions.All(d => CountsAlike(d, customer.Plan, drift)) ? null : "the plan's windows changed within the window";
    }

    private static bool CountsAlike(Plan then, Plan now, UsageDrift drift) =>
        then.TimeZone == now.TimeZone && then.Month == now.Month && Has(then, drift) == Has(now, drift);

    private static bool Has(Plan plan, UsageDrift drift) =>
        (drift.Scope == PlanScope.All ? plan.Limits : plan.Scopes.FirstOrDefault(s => s.Name == drift.Scope)?.Limits ?? []).Any(l => l.Window.Name == drift.Window);

    private static long IdOf(string subject) => subject.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(subject.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
