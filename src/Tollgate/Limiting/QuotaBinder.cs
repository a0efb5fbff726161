using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Finds the quotas of an entitlement, once; afterwards the entitlement knows them itself.</summary>
internal sealed class QuotaBinder(LeaseBook book, LimitingOptions options)
{
    /// <summary>The quotas of an endpoint group; a list walk without allocation when the entitlement has been seen before.</summary>
    public QuotaSet Bind(Entitlement entitlement, PlanScope? group)
    {
        for (var set = entitlement.Bound as QuotaSet; set is not null; set = set.Next)
        {
            if (ReferenceEquals(set.Group, group) && ReferenceEquals(set.Owner, entitlement))
            {
                return set;
            }
        }

        return BindAgain(entitlement, group);
    }

    /// <summary>Binds anew: the first time, and when a quota was swept from memory while the entitlement lived on.</summary>
    public QuotaSet BindAgain(Entitlement entitlement, PlanScope? group)
    {
        var others = OthersOf(entitlement, group);
        var specs = SpecsOf(entitlement, group);
        var whole = entitlement.Limits.Count > 0 ? null : SpecOf(entitlement, entitlement.Subject, PlanScope.All, entitlement.Limits); // else it is the first
        var quotas = new Quota[specs.Count];
        Quota all;
        lock (book.Gate) // everything else is done outside: all writers and requests wait for the gate
        {
            for (var i = 0; i < quotas.Length; i++)
            {
                quotas[i] = book.Bind(specs[i]);
            }

            all = whole is null ? quotas[0] : book.Bind(whole);
        }

        var set = new QuotaSet(entitlement, group, quotas, all, PolicyOf(entitlement, specs), others);
        entitlement.Bound = set;
        return set;
    }

    /// <summary>What a request is charged to: each list of limits that is not empty.</summary>
    public static List<QuotaSpec> SpecsOf(Entitlement entitlement, PlanScope? group)
    {
        var specs = new List<QuotaSpec>(Decision.MaxCharges);
        if (entitlement.Limits.Count > 0)
        {
            specs.Add(SpecOf(entitlement, entitlement.Subject, PlanScope.All, entitlement.Limits));
        }

        if (group is { Limits.Count: > 0 })
        {
            specs.Add(SpecOf(entitlement, entitlement.Subject, group.Name, group.Limits));
        }

        if (entitlement.KeyId is { } key && entitlement.KeyLimits.Count > 0)
        {
            specs.Add(SpecOf(entitlement, ApiKey.SubjectOf(key), PlanScope.All, entitlement.KeyLimits));
        }

        return specs;
    }

    /// <summary>What the entitlement is bound to already, without a group that is to be bound anew.</summary>
    private static QuotaSet? OthersOf(Entitlement entitlement, PlanScope? group)
    {
        QuotaSet? others = null;
        for (var set = entitlement.Bound as QuotaSet; set is not null; set = set.Next)
        {
            if (ReferenceEquals(set.Owner, entitlement) && !ReferenceEquals(set.Group, group))
            {
                others = set.Before(others);
            }
        }

        return others;
    }

    private static QuotaSpec SpecOf(Entitlement entitlement, string subject, string scope, IReadOnlyList<WindowLimit> limits) =>
        new(subject, SharedTerms.Of(scope, limits, entitlement.Plan.Enforcement)) { Generation = entitlement.Generation };

    private LedgerFailurePolicy PolicyOf(Entitlement entitlement, List<QuotaSpec> specs) =>
        entitlement.UserId is null ? options.OnAnonymousFailure
        : specs.Exists(static s => s.IsQuota) ? options.OnQuotaFailure
        : options.OnRateFailure;
}
