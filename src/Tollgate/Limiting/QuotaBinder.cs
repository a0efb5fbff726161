using System.Runtime.CompilerServices;
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
        Specs specs = default;
        var count = Specify(entitlement, group, ref specs);
        var whole = entitlement.Limits.Count > 0 ? null : SpecOf(entitlement, entitlement.Subject, PlanScope.All, entitlement.Limits); // else it is the first
        var quotas = new Quota[count];
        Quota all;
        lock (book.Gate) // everything else is done outside: all writers and requests wait for the gate
        {
            for (var i = 0; i < quotas.Length; i++)
            {
                quotas[i] = book.Bind(specs[i]!);
            }

            all = whole is null ? quotas[0] : book.Bind(whole);
        }

        var set = new QuotaSet(entitlement, group, quotas, all, PolicyOf(entitlement, specs[..count]), others);
        entitlement.Bound = set;
        return set;
    }

    /// <summary>What a request is charged to: each list of limits that is not empty.</summary>
    public static IReadOnlyList<QuotaSpec> SpecsOf(Entitlement entitlement, PlanScope? group)
    {
        Specs specs = default;
        var count = Specify(entitlement, group, ref specs);
        return specs[..count].ToArray()!;
    }

    /// <summary>As <see cref="SpecsOf"/> into memory of the caller's own; returns how many.</summary>
    private static int Specify(Entitlement entitlement, PlanScope? group, ref Specs specs)
    {
        var count = 0;
        if (entitlement.Limits.Count > 0)
        {
            specs[count++] = SpecOf(entitlement, entitlement.Subject, PlanScope.All, entitlement.Limits);
        }

        if (group is { Limits.Count: > 0 })
        {
            specs[count++] = SpecOf(entitlement, entitlement.Subject, group.Name, group.Limits);
        }

        if (entitlement.KeyId is { } key && entitlement.KeyLimits.Count > 0)
        {
            specs[count++] = SpecOf(entitlement, ApiKey.SubjectOf(key), PlanScope.All, entitlement.KeyLimits);
        }

        return count;
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

    private LedgerFailurePolicy PolicyOf(Entitlement entitlement, ReadOnlySpan<QuotaSpec?> specs)
    {
        if (entitlement.UserId is null)
        {
            return options.OnAnonymousFailure;
        }

        foreach (var spec in specs)
        {
            if (spec!.IsQuota)
            {
                return options.OnQuotaFailure;
            }
        }

        return options.OnRateFailure;
    }

    /// <summary>Room for the specifications of one request without a list.</summary>
    [InlineArray(Decision.MaxCharges)]
    private struct Specs
    {
        private QuotaSpec? _first;
    }
}
