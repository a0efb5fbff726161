using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Limiting;

namespace Tollgate.Server.Commands;

/// <summary>Shows what a subject has used of each window, as the ledger has it.</summary>
internal sealed class UsageCommand : TollgateCommand
{
    private readonly Argument<string> _subject = new("SUBJECT") { Description = "A user's name, user_42, key_7, or an anonymous address (ip_203.0.113.7)" };
    private readonly Option<Window?> _window = new("--window")
    {
        Description = "One window only: minute, hour, day, week, month or an ISO 8601 duration",
        HelpName = "WINDOW",
        CustomParser = result =>
        {
            if (!Window.TryParse(result.Tokens.Single().Value, out var window))
            {
                result.AddError($"--window: '{Plans.Shown.Of(result.Tokens.Single().Value)}' is not a window; use minute, hour, day, week, month or e.g. PT15M.");
            }

            return window;
        },
    };

    public UsageCommand()
        : base("usage", "Show what a subject has used of each window; charges nothing.")
    {
        Arguments.Add(_subject);
        Options.Add(_window);
        Subcommands.Add(new UsageReportCommand());
        Subcommands.Add(new UsageTopCommand());
        Subcommands.Add(new UsageForecastCommand());
        Subcommands.Add(new UsageReconcileCommand());
        Subcommands.Add(new UsageImportCommand());
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var entitlement = await toolbox.Get<FindSubject>().RunAsync(invocation.Parsed.GetRequiredValue(_subject), cancellationToken);
        var only = invocation.Parsed.GetValue(_window)?.Name;
        var windows = (await toolbox.Get<IQuotaLedger>().ReadAsync(entitlement, cancellationToken))
            .Where(w => only is null || w.Window.Name == only).ToList();
        if (only is not null && windows.Count == 0)
        {
            throw new CommandFailedException($"The plan '{entitlement.Plan.Name}' has no limit per {only}; its windows are shown without --window.");
        }

        if (!invocation.Report.TryWriteJson(new
        {
            entitlement.Subject,
            user = entitlement.UserName,
            plan = entitlement.Plan.Name,
            windows = windows.Select(DecisionReport.Shape),
        }))
        {
            invocation.Report.Table(DecisionReport.Columns, windows.Select(DecisionReport.Row));
        }

        return CommandLine.Yes;
    }
}
