using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Server.Plans;

/// <summary>Turns the nodes of a plan file into plans.</summary>
internal sealed class PlanReader(FileErrors errors)
{
    private static readonly string[] FileKeys = ["plans"];

    private static readonly string[] PlanKeys =
    [
        "name", "displayName", "limits", "month", "timeZone", "enforcement", "shadow",
        "concurrency", "limitedShare", "metered", "credits", "price", "prices", "perSeat", "trial", "onChange",
        "rank", "overage", "scopes",
    ];

    private static readonly string[] TrialKeys = ["limits"];

    private static readonly string[] ScopeKeys = ["name", "routes", "cost", "limits"];

    private readonly LimitReader _limits = new(errors);
    private readonly OverageReader _overage = new(errors);

    /// <summary>The plans of a document.</summary>
    public IReadOnlyList<Plan> ReadPlans(Node root)
    {
        if (Fields.Read(root, "a plan file", FileKeys, errors) is not { } file)
        {
            return [];
        }

        if (file.Find("plans") is null)
        {
            errors.Add(file.Line, "the file has no plans; it should begin with 'plans:' and a list");
        }

        var plans = new List<Plan>();
        foreach (var node in file.Items("plans"))
        {
            if (Fields.Read(node, "a plan", PlanKeys, errors) is { } fields)
            {
                plans.Add(ReadPlan(fields, plans));
            }
        }

        return plans;
    }

    private Plan ReadPlan(Fields fields, List<Plan> earlier)
    {
        var name = ReadName(fields, "plan", earlier.Select(p => p.Name));
        return new Plan
        {
            Name = name,
            DisplayName = fields.Text("displayName"),
            Limits = _limits.Read(fields.Find("limits")),
            Scopes = ReadScopes(fields),
            Month = fields.OneOf("month", PlanWords.Months),
            TimeZone = ReadTimeZone(fields),
            Enforcement = fields.OneOf("enforcement", PlanWords.Enforcements),
            IsShadow = fields.Switch("shadow"),
            Concurrency = (int?)fields.Integer("concurrency", 1, 1_000_000),
            LimitedShare = ReadShare(fields),
            IsMetered = fields.Switch("metered"),
            UsesCredits = fields.Switch("credits"),
            PriceReference = fields.Text("price"),
            PriceReferences = ReadPrices(fields),
            IsPerSeat = fields.Switch("perSeat"),
            TrialLimits = ReadTrial(fields),
            ChangePolicy = fields.OneOf("onChange", PlanWords.ChangePolicies),
            Rank = (int?)fields.Integer("rank", -1_000_000, 1_000_000) ?? 0,
            Overage = _overage.Read(fields.Find("overage")),
        };
    }

    private List<string> ReadPrices(Fields plan)
    {
        var prices = new List<string>();
        foreach (var node in plan.Items("prices"))
        {
            if (node is not ScalarNode { Value: { Length: > 0 } price })
            {
                errors.Add(node.Line, $"{node.Kind} is not a price; write the payment provider's id, e.g. price_1Abc");
            }
            else if (prices.Contains(price))
            {
                errors.Add(node.Line, $"the price '{Shown.Of(price)}' stands twice; remove one of them");
            }
            else
            {
                prices.Add(price);
            }
        }

        return prices;
    }

    private IReadOnlyList<WindowLimit> ReadTrial(Fields plan) =>
        plan.Find("trial") is { } node && Fields.Read(node, "a trial", TrialKeys, errors) is { } trial ? _limits.Read(trial.Find("limits")) : [];

    private List<PlanScope> ReadScopes(Fields plan)
    {
        var scopes = new List<PlanScope>();
        foreach (var node in plan.Items("scopes"))
        {
            if (Fields.Read(node, "a scope", ScopeKeys, errors) is not { } fields)
            {
                continue;
            }

            scopes.Add(new PlanScope
            {
                Name = ReadName(fields, "scope", scopes.Select(s => s.Name)),
                Routes = ReadRoutes(fields),
                Cost = fields.Integer("cost", 0, Limit.MaxCost) ?? 1,
                Limits = _limits.Read(fields.Find("limits")),
            });
        }

        return scopes;
    }

    private string ReadName(Fields fields, string what, IEnumerable<string> taken)
    {
        var name = fields.Text("name");
        if (name is null)
        {
            errors.Add(fields.Line, $"a {what} needs a 'name'");
        }
        else if (!PlanWords.IsName(name))
        {
            errors.Add(fields.LineOf("name"), $"'{Shown.Of(name)}' is not a {what} name; use 1 to 64 of a-z, 0-9, '-' and '_'");
        }
        else if (taken.Contains(name))
        {
            errors.Add(fields.LineOf("name"), $"the {what} '{name}' stands twice; rename or remove one of them");
        }

        return name ?? "";
    }

    private List<string> ReadRoutes(Fields fields)
    {
        var routes = new List<string>();
        foreach (var node in fields.Items("routes"))
        {
            var route = (node as ScalarNode)?.Value;
            if (route is null || RouteSyntax.Fault(route) is not null)
            {
                errors.Add(node.Line, $"{node.Kind} is not a route; {RouteSyntax.Fault(route ?? "")}");
                continue;
            }

            routes.Add(route);
        }

        return routes;
    }

    private string? ReadTimeZone(Fields fields)
    {
        var zone = fields.Text("timeZone");
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors.Add(fields.LineOf("timeZone"), $"'{Shown.Of(zone)}' is not a known time zone; use an IANA name such as Europe/Berlin or UTC");
        }

        return zone;
    }

    private double ReadShare(Fields fields)
    {
        if (fields.Text("limitedShare") is not { } text)
        {
            return 0.25;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1)
        {
            return share;
        }

        errors.Add(fields.LineOf("limitedShare"), $"'limitedShare' is '{Shown.Of(text)}', but must be a number above 0 up to 1, e.g. 0.25");
        return 0.25;
    }
}
