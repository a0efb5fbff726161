using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tollgate.Watching;

/// <summary>The rules that are asked, and how the settings change what they find.</summary>
internal sealed class RuleList
{
    private readonly AlertsOptions _options;
    private readonly ILogger _logger;

    public RuleList(IEnumerable<IAlertRule> rules, IOptions<AlertsOptions> options, ILogger<RuleList> logger)
    {
        _options = options.Value;
        _logger = logger;
        var all = rules.ToList();
        if (all.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two alert rules are called '{twice.Key}'; give one another name.");
        }

        var names = string.Join(", ", all.Select(r => r.Name).Order(StringComparer.Ordinal));
        foreach (var (setting, name) in _options.DisabledRules.Select(r => ("Tollgate:Alerts:DisabledRules", r)).Concat(_options.Severities.Keys.Select(r => ("Tollgate:Alerts:Severities", r))))
        {
            if (!all.Exists(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                Log.UnknownRule(logger, setting, name, names);
            }
        }

        Enabled = [.. all.Where(r => _options.IsEnabled(r.Name))];
    }

    /// <summary>The rules that are not switched off.</summary>
    public IReadOnlyList<IAlertRule> Enabled { get; }

    /// <summary>Asks a rule; the severity in the settings wins, and of too many findings those stay that fire already, then the worst.</summary>
    public async Task<IReadOnlyCollection<AlertFinding>> AskAsync(IAlertRule rule, AlertRound round, CancellationToken cancellationToken)
    {
        var findings = await rule.FindAsync(round, cancellationToken);
        if (findings.Count > _options.MaxPerRule)
        {
            Log.TooManyFindings(_logger, rule.Name, findings.Count, _options.MaxPerRule);
            var firing = round.Firing.Select(a => a.Thing).ToHashSet(StringComparer.Ordinal);
            findings =
            [
                .. findings.OrderByDescending(f => firing.Contains(f.Thing)).ThenByDescending(f => f.Severity).ThenByDescending(f => f.Level).Take(_options.MaxPerRule),
            ];
        }

        return _options.Severities.TryGetValue(rule.Name, out var severity) ? [.. findings.Select(f => f with { Severity = severity })] : findings;
    }
}
