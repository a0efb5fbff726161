using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;
using Tollgate.Notifying;

namespace Tollgate.Watching;

/// <summary>Asks the rules and stores what changed.</summary>
internal sealed class AlertWatch(
    IAlertStore store, RuleList rules, ChannelList channels, NodeIdentity node, IOptions<AlertsOptions> options, ILogger<AlertWatch> logger)
{
    /// <summary>The rule under which failing rules are alerts themselves.</summary>
    public const string FailingRule = "alert_rule";

    private const int StoredAtOnce = 100;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OrphanedAfter = TimeSpan.FromMinutes(3);

    /// <summary>Asks the rules that are everybody's affair; null when another node does, or did within the interval.</summary>
    /// <param name="interval">How long ago the last pass must have begun; zero asks every rule, whenever.</param>
    /// <param name="cancellationToken">Gives up; what is stored stays.</param>
    public async Task<PassReport?> RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        if (await store.BeginAsync(node.Name, interval, Claim, cancellationToken) is not { } pass)
        {
            return null;
        }

        var report = new PassReport([], [], []);
        var isDone = false;
        try
        {
            report = await RunAsync(pass, rules.Enabled.Where(r => !r.IsLocal && IsDue(r, pass, interval)), null, cancellationToken);
            await TidyAsync(pass.Now, cancellationToken);
            isDone = report.Failures.Count == 0;
        }
        finally
        {
            await store.EndAsync(node.Name, pass, isDone, CancellationToken.None);
        }

        return report;
    }

    /// <summary>Asks the rules that are this node's own affair.</summary>
    public async Task<PassReport> RunLocalAsync(CancellationToken cancellationToken)
    {
        var pass = new AlertPass(await store.NowAsync(cancellationToken), null);
        var report = await RunAsync(pass, rules.Enabled.Where(r => r.IsLocal), node.Name, cancellationToken);
        await store.SeenAsync(node.Name, cancellationToken);
        return report;
    }

    private static bool IsDue(IAlertRule rule, AlertPass pass, TimeSpan interval) =>
        interval == TimeSpan.Zero || rule.Every <= TimeSpan.Zero || pass.PreviousAt is not { } previous
        || pass.Now.ToUnixTimeMilliseconds() / (long)rule.Every.TotalMilliseconds != previous.ToUnixTimeMilliseconds() / (long)rule.Every.TotalMilliseconds;

    private async Task<PassReport> RunAsync(AlertPass pass, IEnumerable<IAlertRule> asked, string? owner, CancellationToken cancellationToken)
    {
        var changes = new List<AlertChange>();
        var failures = new List<(string Rule, Exception Reason)>();
        var names = new List<string>();
        foreach (var rule in asked)
        {
            names.Add(rule.Name);
            var firing = (await store.FindFiringAsync(rule.Name, cancellationToken)).Where(a => a.Node == owner).ToList();
            try
            {
                var findings = await rules.AskAsync(rule, new AlertRound(pass.Now, pass.PreviousAt, node.Name, firing), cancellationToken);
                changes.AddRange(await ApplyAsync(AlertBook.Compare(rule.Name, owner, firing, findings, pass.Now, options.Value.ResolveAfter), cancellationToken));
            }
#pragma warning disable CA1031 // A rule that fails must not keep the others from looking.
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.RuleFailed(logger, rule.Name, exception);
                failures.Add((rule.Name, exception));
            }
        }

        changes.AddRange(await ReportFailuresAsync(names, failures, pass.Now, owner, cancellationToken));
        return new PassReport(names, changes, failures);
    }

    private async Task<IReadOnlyList<AlertChange>> ReportFailuresAsync(
        List<string> asked, List<(string Rule, Exception Reason)> failures, DateTimeOffset now, string? owner, CancellationToken cancellationToken)
    {
        string ThingOf(string rule) => owner is null ? rule : $"{rule}/{owner}";
        var things = asked.Select(ThingOf).ToHashSet(StringComparer.Ordinal);
        var firing = (await store.FindFiringAsync(FailingRule, cancellationToken)).Where(a => a.Node == owner && things.Contains(a.Thing));
        var findings = failures.Select(f => new AlertFinding
        {
            Thing = ThingOf(f.Rule),
            Severity = NotificationSeverity.Warning,
            Summary = $"The alert rule {f.Rule} can't look ({f.Reason.GetType().Name}); what it watches is not watched.",
            Detail = "The log of the node has the whole error.",
        });
        return await ApplyAsync(AlertBook.Compare(FailingRule, owner, firing, findings, now, options.Value.ResolveAfter), cancellationToken);
    }

    /// <summary>Resolves what nobody looks after any more: alerts of rules that are switched off, and those of nodes that are gone.</summary>
    private async Task TidyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = rules.Enabled.Select(r => r.Name).Append(FailingRule).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in (await store.FindFiringRulesAsync(cancellationToken)).Where(r => !known.Contains(r)))
        {
            var firing = await store.FindFiringAsync(rule, cancellationToken);
            await ApplyAsync(AlertBook.Compare(rule, null, firing, [], now, options.Value.ResolveAfter), cancellationToken);
        }

        var unseenFor = options.Value.Interval * 3 > OrphanedAfter ? options.Value.Interval * 3 : OrphanedAfter;
        var orphans = await store.FindOrphansAsync(unseenFor, cancellationToken);
        await ApplyAsync([.. orphans.SelectMany(o => AlertBook.Compare(o.Rule, o.Node, [o], [], now, TimeSpan.Zero))], cancellationToken);
    }

    private async Task<IReadOnlyList<AlertChange>> ApplyAsync(IReadOnlyList<AlertChange> changes, CancellationToken cancellationToken)
    {
        var stored = new List<AlertChange>();
        foreach (var some in changes.Chunk(StoredAtOnce))
        {
            stored.AddRange(await store.ApplyAsync(some, alert => channels.For(alert.Severity), cancellationToken));
        }

        return stored;
    }
}
