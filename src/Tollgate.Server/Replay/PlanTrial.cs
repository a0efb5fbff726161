using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.Server.Replay;

/// <summary>Replays recorded usage in its own time through the real limiter under proposed plans, on a throw-away ledger.</summary>
/// <remarks>
/// <para>1. It begins where the longest window that contains the first instant begins, so that this window is as full as it would have been; what
/// comes before the first instant is charged and not counted.</para>
/// <para>2. Every caller keeps the plan by name. Only limits are replayed: requests that were refused for other reasons are left out.</para>
/// <para>3. A row that stands for several requests is decided in at most three questions: all; else as many as fit; then one more, which is
/// refused and says by what. The result is the same as of one question each.</para>
/// <para>4. What was served then and not charged (5xx) is not charged here; what was refused then counts as if it had been charged.</para>
/// </remarks>
internal sealed class PlanTrial : IAsyncDisposable
{
    private readonly ScratchLimiter _scratch;
    private readonly EndpointGroups _groups;
    private readonly Dictionary<string, Entitlement> _plans;
    private readonly Dictionary<string, Entitlement> _callers = new(StringComparer.Ordinal);
    private readonly TrialCount _count = new();

    private PlanTrial(IEnumerable<Plan> plans, ScratchLimiter scratch)
    {
        _scratch = scratch;
        _groups = new EndpointGroups(scratch.Scopes);
        _plans = plans.ToDictionary(
            p => p.Name,
            p => TemplateOf(p with { Enforcement = Enforcement.Strict, IsShadow = false, Concurrency = null }),
            StringComparer.Ordinal);
    }

    /// <summary>Makes the ledger and starts the limiter.</summary>
    public static async Task<PlanTrial> StartAsync(IEnumerable<Plan> plans, CancellationToken cancellationToken) =>
        new(plans, await ScratchLimiter.StartAsync(cancellationToken));

    /// <summary>Replays the usage from an instant to another.</summary>
    /// <param name="history">The usage.</param>
    /// <param name="from">The first instant that counts.</param>
    /// <param name="until">The first instant that is left out.</param>
    /// <param name="subject">One subject only; null for all.</param>
    /// <param name="progress">Gets the share that is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TrialResult> RunAsync(
        IUsageHistory history, DateTimeOffset from, DateTimeOffset until, string? subject, Action<double> progress, CancellationToken cancellationToken)
    {
        var (countFrom, begin) = (from.ToUnixTimeMilliseconds(), BeginOf(from.ToUnixTimeMilliseconds()));
        var length = Math.Max(1d, until.ToUnixTimeMilliseconds() - begin);
        await foreach (var request in history.ReadAsync(DateTimeOffset.FromUnixTimeMilliseconds(begin), until, subject, cancellationToken))
        {
            await ReplayAsync(request, request.At >= countFrom, cancellationToken);
            progress((request.At - begin) / length);
        }

        return _count.Result;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _scratch.DisposeAsync();

    private long BeginOf(long from) => _plans.Values
        .SelectMany(e => e.Limits.Concat(e.Scopes.SelectMany(s => s.Limits)))
        .Select(l => l.Window.At(from).Start)
        .Append(from)
        .Min();

    private async Task ReplayAsync(RecordedRequest request, bool isCounted, CancellationToken cancellationToken)
    {
        if (request.Plan is null || !IsAboutLimits(request))
        {
            _count.LeaveOut(request, isCounted);
            return;
        }

        if (EntitlementOf(request.Subject, request.Plan) is not { } entitlement)
        {
            _count.MissPlan(request, isCounted);
            return;
        }

        var (group, isKnown) = _groups.Find(entitlement, request.Method, request.Endpoint);
        var cost = entitlement.Scopes.Count > 0 && isKnown ? group?.Cost ?? 1 : request.Cost / request.Count;
        _scratch.Clock.AdvanceTo(request.At);
        var (refused, window) = await DecideAsync(request, entitlement, group, cost, cancellationToken);
        if (isCounted)
        {
            _count.Add(request, refused, window, isKnown);
        }
    }

    /// <summary>The limits of a user of the plan with one seat, so that months whose overage is billed refuse nobody; anonymous callers pay no bills.</summary>
    private static Entitlement TemplateOf(Plan plan) => plan.Name == Plan.AnonymousName
        ? EntitlementResolver.Resolve(plan, "")
        : EntitlementResolver.Resolve(new UserFacts { Id = 0, Name = "", Plan = plan }, null);

    private static bool IsAboutLimits(in RecordedRequest request) => request.IsShadow || request.Outcome is Outcome.Admitted or Outcome.QuotaExceeded;

    /// <summary>The caller's limits; made anew when the plan changed, because the limiter goes by the newer of two.</summary>
    private Entitlement? EntitlementOf(string subject, string plan)
    {
        if (_callers.TryGetValue(subject, out var known) && known.Plan.Name == plan)
        {
            return known;
        }

        if (!_plans.TryGetValue(plan, out var template))
        {
            return null;
        }

        return _callers[subject] = new Entitlement { Subject = subject, Plan = template.Plan, Limits = template.Limits, Scopes = template.Scopes };
    }

    /// <summary>How many of a row's requests are refused, and by which window.</summary>
    private async Task<(long Refused, string Window)> DecideAsync(
        RecordedRequest request, Entitlement entitlement, PlanScope? group, long cost, CancellationToken cancellationToken)
    {
        var most = cost == 0 ? request.Count : Math.Max(1, Limit.MaxCost / cost);
        for (var left = request.Count; left > 0;)
        {
            var some = Math.Min(left, most);
            var decision = await AskAsync(request, entitlement, group, some * cost, cancellationToken);
            if (decision.Outcome == Outcome.Admitted)
            {
                left -= some;
            }
            else if (some == 1)
            {
                return (left, RefusingWindow(decision));
            }
            else
            {
                most = Math.Max(1, decision.Windows.Min(w => w.Room) / Math.Max(1, cost));
                most = Math.Min(most, some - 1);
            }
        }

        return (0, "");
    }

    private async Task<Decision> AskAsync(RecordedRequest request, Entitlement entitlement, PlanScope? group, long units, CancellationToken cancellationToken)
    {
        var decision = await _scratch.Limiter.AcquireAsync(entitlement, group, units, cancellationToken);
        _scratch.Limiter.Complete(decision, IsCharged(request));
        return decision is { Outcome: Outcome.Admitted, IsDegraded: false } or { Outcome: Outcome.QuotaExceeded }
            ? decision
            : throw new InvalidOperationException($"The throw-away ledger did not answer ({decision.Outcome}); the replay can't be trusted.");
    }

    private static bool IsCharged(in RecordedRequest request) =>
        request.WasRefused || request.Charged > 0 || request.Cost == 0 || request.Node.StartsWith("import-", StringComparison.Ordinal);

    /// <summary>Of the windows with too little left, the one that opens last: waiting for any other would not have helped.</summary>
    private static string RefusingWindow(in Decision decision)
    {
        var cost = decision.Cost;
        var window = decision.Windows.Where(w => w.Room < cost || w.Limit == 0).MaxBy(w => w.ResetsAt);
        return window.Scope == PlanScope.All ? window.Window.Name : $"{window.Scope}/{window.Window.Name}";
    }
}
