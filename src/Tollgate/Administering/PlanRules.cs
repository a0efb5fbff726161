using System.Globalization;
using System.Text.RegularExpressions;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>What makes a plan valid; whether it makes sense is for <see cref="PlanLint"/>.</summary>
public static partial class PlanRules
{
    /// <summary>Windows beside minute, hour, day and month that one scope can have.</summary>
    public const int MaxCustomWindows = 4;

    /// <summary>Checks plans and throws everything that is wrong with them at once.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; fields are named "plans.pro.limits.hour".</exception>
    public static void Check(IReadOnlyList<Plan> plans)
    {
        var errors = new InputErrors();
        foreach (var twice in plans.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add("plans", twice.Key, $"The plan '{twice.Key}' stands {twice.Count()} times; keep one.");
        }

        foreach (var plan in plans)
        {
            Check(plan, errors);
        }

        errors.ThrowIfAny();
    }

    internal static void CheckLimits(string field, IReadOnlyList<WindowLimit> limits, InputErrors errors)
    {
        foreach (var limit in limits.Where(l => l.Limit < 0))
        {
            errors.Add($"{field}.{limit.Window.Name}", Text(limit.Limit), $"The limit per {limit.Window.Name} is {limit.Limit}; use 0 (always refused), a positive number or unlimited.");
        }

        foreach (var twice in limits.GroupBy(l => l.Window.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add($"{field}.{twice.Key}", null, $"The window '{twice.Key}' is limited {twice.Count()} times; keep one.");
        }

        var custom = limits.Where(l => !l.Window.IsStandard).Select(l => l.Window.Name).Distinct(StringComparer.Ordinal).ToList();
        if (custom.Count > MaxCustomWindows)
        {
            errors.Add(field, string.Join(", ", custom), $"There are {custom.Count} windows beside minute, hour, day and month; the ledger keeps {MaxCustomWindows}. Leave some out.");
        }
    }

    private static void Check(Plan plan, InputErrors errors)
    {
        var field = $"plans.{plan.Name}";
        CheckName($"{field}.name", "plan", plan.Name, errors);
        CheckLimits($"{field}.limits", plan.Limits, errors);
        if (plan.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors.Add($"{field}.timeZone", zone, $"'{zone}' is no time zone. Use an IANA name such as Europe/Berlin, or leave it out for UTC.");
        }

        if (plan is { UsesCredits: true, Name: Plan.AnonymousName })
        {
            errors.Add($"{field}.credits", "true", "The plan 'anonymous' asks for prepaid credits, but anonymous callers can have none: they would all be refused. Leave credits out.");
        }

        if (plan.Concurrency < 1)
        {
            errors.Add($"{field}.concurrency", $"{plan.Concurrency}", $"The concurrency is {plan.Concurrency}; use 1 or more, or leave it out for no limit.");
        }

        if (!(plan.LimitedShare is > 0 and <= 1))
        {
            errors.Add($"{field}.limitedShare", plan.LimitedShare.ToString(CultureInfo.InvariantCulture), $"The share that a limited caller keeps is {plan.LimitedShare}; use a number above 0 up to 1, e.g. 0.25.");
        }

        CheckLimits($"{field}.trial.limits", plan.TrialLimits, errors);
        if (plan.Overage is { } overage)
        {
            CheckOverage(field, plan, overage, errors);
        }

        CheckScopes(field, plan, errors);
    }

    private static void CheckOverage(string field, Plan plan, Overage overage, InputErrors errors)
    {
        if (overage.Meter.Length is 0 or > 100)
        {
            errors.Add($"{field}.overage.meter", overage.Meter, "The meter's event name has 1 to 100 characters; use the one of the payment provider, e.g. api_units.");
        }

        if (overage.UnitAmount is not (> 0 and <= Overage.MaxUnitAmount) || overage.UnitAmount.Scale > Overage.MaxDecimals)
        {
            errors.Add(
                $"{field}.overage.unitAmount", overage.UnitAmount.ToString(CultureInfo.InvariantCulture),
                $"A unit costs {overage.UnitAmount.ToString(CultureInfo.InvariantCulture)}; use minor units above 0 up to {Overage.MaxUnitAmount} with at most {Overage.MaxDecimals} decimal places, e.g. 0.2.");
        }

        if (!Currency().IsMatch(overage.Currency))
        {
            errors.Add($"{field}.overage.currency", overage.Currency, $"'{overage.Currency}' is no currency. Use the three letters of ISO 4217 in lower case, e.g. usd.");
        }

        if (!plan.IsMetered && !plan.Limits.Any(l => l.Window.Name == Window.Month.Name && l.Limit != Limit.Unlimited))
        {
            errors.Add($"{field}.overage", null, $"The plan '{plan.Name}' bills overage, but nothing says beyond what. Add a month limit, or set metered to bill every unit.");
        }
    }

    private static void CheckScopes(string field, Plan plan, InputErrors errors)
    {
        foreach (var twice in plan.Scopes.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add($"{field}.scopes", twice.Key, $"The endpoint group '{twice.Key}' stands {twice.Count()} times; keep one.");
        }

        foreach (var scope in plan.Scopes)
        {
            var scopeField = $"{field}.scopes.{scope.Name}";
            CheckName($"{scopeField}.name", "endpoint group", scope.Name, errors);
            CheckLimits($"{scopeField}.limits", scope.Limits, errors);
            if (scope.Cost is < 0 or > Limit.MaxCost)
            {
                errors.Add($"{scopeField}.cost", Text(scope.Cost), $"A request of '{scope.Name}' costs {scope.Cost}; use 0 to {Limit.MaxCost}.");
            }

            foreach (var route in scope.Routes.Where(r => !Route().IsMatch(r)))
            {
                errors.Add($"{scopeField}.routes", route, $"'{route}' is no route. Write a path that begins with '/', after a method if wanted: POST /v1/orders/{{id}}.");
            }
        }
    }

    private static void CheckName(string field, string thing, string name, InputErrors errors)
    {
        if (!Name().IsMatch(name))
        {
            errors.Add(field, name, $"'{name}' is no name for a {thing}. Use 1 to 64 of a-z, 0-9, '-' and '_'.");
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z]{3}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex Currency();

    [GeneratedRegex(@"^([A-Za-z]+ +)?/\S*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Route();
}
