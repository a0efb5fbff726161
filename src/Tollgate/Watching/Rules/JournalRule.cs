using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;
using Tollgate.Recording;

namespace Tollgate.Watching.Rules;

/// <summary>This node's journal fills because the database takes no recorded usage.</summary>
internal sealed class JournalRule(JournalBacklog backlog, IOptions<AlertsOptions> options, TimeProvider time) : IAlertRule
{
    public string Name => "journal_backlog";

    public bool IsLocal => true;

    public Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var age = backlog.FailingSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        var isLate = age >= options.Value.JournalAge;
        if (!isLate && backlog.Bytes < options.Value.JournalBytes)
        {
            return Task.FromResult<IReadOnlyCollection<AlertFinding>>([]);
        }

        return Task.FromResult<IReadOnlyCollection<AlertFinding>>(
        [
            new AlertFinding
            {
                Thing = round.Node,
                Severity = NotificationSeverity.Warning,
                Summary = string.Create(CultureInfo.InvariantCulture, $"Node {round.Node} holds {backlog.Bytes:N0} bytes of recorded usage that the database does not have.")
                    + (isLate ? string.Create(CultureInfo.InvariantCulture, $" It has taken none for {age.TotalMinutes:0} minutes.") : ""),
                Detail = "Nothing is lost until the journal reaches Tollgate:Recording:MaxJournalBytes. The log says why the database takes none.",
            },
        ]);
    }
}
