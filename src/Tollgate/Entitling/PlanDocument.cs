namespace Tollgate.Entitling;

/// <summary>A plan as JSON has it. Settable, because a generated reader sets init-only properties that are missing to zero instead of their default.</summary>
internal sealed class PlanDocument
{
    public string Name { get; set; } = "";

    public int Version { get; set; } = 1;

    public string? DisplayName { get; set; }

    public IReadOnlyList<WindowLimit> Limits { get; set; } = [];

    public IReadOnlyList<PlanScopeDocument> Scopes { get; set; } = [];

    public MonthWindow Month { get; set; }

    public string? TimeZone { get; set; }

    public Enforcement Enforcement { get; set; }

    public bool IsShadow { get; set; }

    public int? Concurrency { get; set; }

    public double LimitedShare { get; set; } = 0.25;

    public bool IsMetered { get; set; }

    public bool UsesCredits { get; set; }

    public string? PriceReference { get; set; }

    public IReadOnlyList<string> PriceReferences { get; set; } = [];

    public bool IsPerSeat { get; set; }

    public IReadOnlyList<WindowLimit> TrialLimits { get; set; } = [];

    public ChangePolicy ChangePolicy { get; set; }

    public int Rank { get; set; }

    public Overage? Overage { get; set; }

    public static PlanDocument Of(Plan plan) => new()
    {
        Name = plan.Name,
        Version = plan.Version,
        DisplayName = plan.DisplayName,
        Limits = plan.Limits,
        Scopes = [.. plan.Scopes.Select(PlanScopeDocument.Of)],
        Month = plan.Month,
        TimeZone = plan.TimeZone,
        Enforcement = plan.Enforcement,
        IsShadow = plan.IsShadow,
        Concurrency = plan.Concurrency,
        LimitedShare = plan.LimitedShare,
        IsMetered = plan.IsMetered,
        UsesCredits = plan.UsesCredits,
        PriceReference = plan.PriceReference,
        PriceReferences = plan.PriceReference is null ? [] : plan.PriceReferences, // without a price of its own it has the overage's
        IsPerSeat = plan.IsPerSeat,
        TrialLimits = plan.TrialLimits,
        ChangePolicy = plan.ChangePolicy,
        Rank = plan.Rank,
        Overage = plan.Overage,
    };

    public Plan ToPlan() => new()
    {
        Name = Name,
        Version = Version,
        DisplayName = DisplayName,
        Limits = Limits,
        Scopes = [.. Scopes.Select(s => s.ToScope())],
        Month = Month,
        TimeZone = TimeZone,
        Enforcement = Enforcement,
        IsShadow = IsShadow,
        Concurrency = Concurrency,
        LimitedShare = LimitedShare,
        IsMetered = IsMetered,
        UsesCredits = UsesCredits,
        PriceReference = PriceReference,
        PriceReferences = PriceReferences,
        IsPerSeat = IsPerSeat,
        TrialLimits = TrialLimits,
        ChangePolicy = ChangePolicy,
        Rank = Rank,
        Overage = Overage,
    };
}
