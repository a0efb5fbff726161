using Tollgate.Entitling;

namespace Tollgate.Billing;

/// <summary>Which plan a price of the payment provider sells: the one place that knows how plans name their prices.</summary>
public sealed class PlanPrices
{
    private readonly Dictionary<string, string> _plans = new(StringComparer.Ordinal);

    /// <summary>Takes the current versions of all plans, archived ones too: who bought one keeps it.</summary>
    public PlanPrices(IEnumerable<Plan> plans)
    {
        foreach (var plan in plans.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            foreach (var price in plan.PriceReferences)
            {
                _plans.TryAdd(price, plan.Name);
            }
        }
    }

    /// <summary>The price to sell a plan by, with the metered one of its overage if it has one; the same twice when there is only that; null for plans that are not sold.</summary>
    public static (string Price, string? Metered)? ToSell(Plan plan) =>
        plan.PriceReferences is [var price, ..] ? (price, plan.Overage?.PriceReference) : null;

    /// <summary>Whether a price sells a plan.</summary>
    public bool Has(string price) => _plans.ContainsKey(price);

    /// <summary>The first item whose price sells a plan, and the plan's name; nulls when there is none.</summary>
    public (ProviderItem? Item, string? PlanName) Find(IEnumerable<ProviderItem> items)
    {
        foreach (var item in items)
        {
            if (_plans.TryGetValue(item.PriceReference, out var plan))
            {
                return (item, plan);
            }
        }

        return (null, null);
    }
}
