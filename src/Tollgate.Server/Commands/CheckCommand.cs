using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Server.Commands;

/// <summary>Asks whether a subject may call an endpoint, and charges it in the same step.</summary>
internal sealed class CheckCommand : TollgateCommand
{
    private readonly Argument<string> _subject = new("SUBJECT") { Description = "A user's name, user_42, key_7, or an anonymous address (ip_203.0.113.7)" };
    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "A path such as /v1/search, optionally after a method, or the name of an endpoint group; * for none" };
    private readonly Option<long?> _cost = Parsers.Cost("--cost", "Units; the endpoint group's cost when not given");
    private readonly Option<bool> _peek = new("--peek") { Description = "Only look: charge nothing" };

    public CheckCommand()
        : base("check", "Check and charge in one step, as the gateway does; exit code 0 when admitted, 1 when refused.")
    {
        Arguments.Add(_subject);
        Arguments.Add(_endpoint);
        Options.Add(_cost);
        Options.Add(_peek);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var entitlement = await toolbox.Get<FindSubject>().RunAsync(parsed.GetRequiredValue(_subject), cancellationToken);
        var endpoint = parsed.GetRequiredValue(_endpoint);
        var group = Endpoints.Find(toolbox.Get<IScopeMatcher>(), entitlement, endpoint);
        var cost = parsed.GetValue(_cost) ?? group?.Cost ?? 1;
        var isPeek = parsed.GetValue(_peek);
        await toolbox.StartAsync(cancellationToken);
        var decision = await DecideAsync(toolbox.Get<IRateLimiter>(), entitlement, group, cost, isPeek, cancellationToken);
        if (decision.Outcome == Outcome.Unavailable)
        {
            throw new CommandFailedException($"{toolbox.Database} did not answer in time; nothing was decided. See `tollgate doctor`.");
        }

        new DecisionReport(entitlement, endpoint, group, isPeek, decision).Write(invocation.Report);
        return decision.IsAdmitted ? CommandLine.Yes : CommandLine.No;
    }

    /// <summary>Each decision is committed before it is shown: a command leaves no units on lease when it ends.</summary>
    private static async Task<Decision> DecideAsync(
        IRateLimiter limiter, Entitlement entitlement, PlanScope? group, long cost, bool isPeek, CancellationToken cancellationToken)
    {
        if (isPeek)
        {
            return await limiter.PeekAsync(entitlement, group, cost, cancellationToken);
        }

        var strict = entitlement with { Plan = entitlement.Plan with { Enforcement = Enforcement.Strict } };
        var decision = await limiter.AcquireAsync(strict, group, cost, cancellationToken);
        limiter.Complete(decision, isCharged: true);
        return decision;
    }
}
