namespace Tollgate.Entitling;

/// <summary>What a customer buys: limits per window, endpoint groups with limits and costs of their own, and how they are enforced.</summary>
/// <remarks>A plan is data and versioned: a changed plan is a new version, usage so far is kept.</remarks>
public sealed record Plan
{
    /// <summary>The name of the plan that callers without a key or user fall under.</summary>
    public const string AnonymousName = "anonymous";

    private readonly string? _priceReference;
    private readonly IReadOnlyList<string> _priceReferences = [];

    /// <summary>Unique name: 1 to 64 of a-z, 0-9, '-' and '_', e.g. "pro".</summary>
    public required string Name { get; init; }

    /// <summary>Version of the definition, from 1; set by the store.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Name for people; the plan's name when null.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Limits of all endpoints together (scope "*"). A window that is not listed is not limited.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];

    /// <summary>Endpoint groups with limits and costs of their own, charged beside "*".</summary>
    public IReadOnlyList<PlanScope> Scopes { get; init; } = [];

    /// <summary>Whether month windows follow the calendar (default) or the subscription's billing period.</summary>
    public MonthWindow Month { get; init; }

    /// <summary>IANA name of the zone whose days and months count, e.g. "Europe/Berlin"; UTC when null.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Leased (default) or strict.</summary>
    public Enforcement Enforcement { get; init; }

    /// <summary>Decide, record and report, but never refuse.</summary>
    public bool IsShadow { get; init; }

    /// <summary>Requests in flight per subject; null is unlimited. With several nodes each enforces its share.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The share of the limits, above 0 up to 1, that a caller under the restriction "limited" keeps.</summary>
    public double LimitedShare { get; init; } = 0.25;

    /// <summary>
    /// Whether customers pay as they go: every unit is billed through <see cref="Overage"/>, nothing is included, and a month limit refuses.
    /// Without <see cref="Overage"/> nothing is billed.
    /// </summary>
    public bool IsMetered { get; init; }

    /// <summary>Whether every unit also costs a prepaid credit; without credits requests are refused (402).</summary>
    public bool UsesCredits { get; init; }

    /// <summary>The price at the payment provider that the plan is sold at, e.g. "price_1Abc": the first of several; null for plans that are not sold.</summary>
    public string? PriceReference { get => _priceReference ?? (_priceReferences.Count > 0 ? _priceReferences[0] : null); init => _priceReference = value; }

    /// <summary>
    /// All prices that this plan is bought with, <see cref="PriceReference"/> first; of a plan without any, the metered price of
    /// <see cref="Overage"/>. Empty for plans that are not sold.
    /// </summary>
    public IReadOnlyList<string> PriceReferences
    {
        get => PricesOf(_priceReference, _priceReferences, Overage);
        init => _priceReferences = value;
    }

    /// <summary>Whether a subscription's seats multiply the limits of every window, in all scopes and in the trial.</summary>
    public bool IsPerSeat { get; init; }

    /// <summary>Limits of scope "*" that hold instead, window by window, while a subscription is in its trial; empty for the plan's own.</summary>
    public IReadOnlyList<WindowLimit> TrialLimits { get; init; } = [];

    /// <summary>What the month limit is for the rest of the window after somebody changes to this plan; with <see cref="Overage"/> the whole of it counts from then on.</summary>
    public ChangePolicy ChangePolicy { get; init; }

    /// <summary>Of several subscriptions that are equally good, the one to the plan of the highest rank counts; default 0.</summary>
    public int Rank { get; init; }

    /// <summary>How usage beyond the month limit of scope "*" is billed; that limit is then what is included and refuses nobody. Null for none.</summary>
    public Overage? Overage { get; init; }

    /// <summary>Units of a month that the price includes before overage is billed; null when there is no overage.</summary>
    /// <param name="seats">The subscription's seats, from 0.</param>
    public long? IncludedFor(long seats) => Overage is null ? null
        : IsMetered ? 0
        : MonthLimitFor(seats, isTrial: false) ?? 0;

    /// <summary>Whether every unit is billed, with nothing included.</summary>
    internal bool IsPayAsYouGo => IsMetered && Overage is not null;

    /// <summary>Whether the month's count says what is billed: not in a trial, which is free, nor where the month is neither limited nor paid unit by unit.</summary>
    internal bool BillsTheMonth(long seats, bool isTrial) => !isTrial && Overage is not null && (IsMetered || MonthLimitFor(seats, isTrial) is not null);

    /// <summary>The month limit that holds for so many seats, with what a change of plan made of it; null where the month is not limited.</summary>
    /// <param name="seats">The subscription's seats, from 0.</param>
    /// <param name="isTrial">Whether it is in its trial.</param>
    /// <param name="periodLimit">What is stored of a change; null for nothing.</param>
    internal long? MonthLimitInForce(long seats, bool isTrial, long? periodLimit)
    {
        var own = MonthLimitFor(seats, isTrial);
        return IsPayAsYouGo && !isTrial ? (own is { } limit ? Limit.Beyond(periodLimit ?? 0, limit) : null) : periodLimit ?? own;
    }

    /// <summary>The month limit of scope "*" for so many seats; null where the month is not limited.</summary>
    internal long? MonthLimitFor(long seats, bool isTrial)
    {
        var limits = isTrial ? PlanLimits.InTrial(this) : Limits;
        return limits.FirstOrDefault(l => l.Window.Name == Window.Month.Name) is { Limit: not Limit.Unlimited } month ? ForSeats(month.Limit, seats) : null;
    }

    /// <summary>A limit of this plan for so many seats: multiplied where the plan is sold per seat, and at most one below unlimited.</summary>
    internal long ForSeats(long limit, long seats) =>
        !IsPerSeat || limit == Limit.Unlimited ? limit : (long)Int128.Min(Limit.Unlimited - 1, (Int128)limit * seats);

    private static IReadOnlyList<string> PricesOf(string? first, IReadOnlyList<string> all, Overage? overage) => (first, all.Count) switch
    {
        (null, 0) => overage?.PriceReference is { } metered ? [metered] : [],
        (null, _) => all,
        (_, 0) => [first],
        _ => [first, .. all.Where(p => p != first)],
    };
}
