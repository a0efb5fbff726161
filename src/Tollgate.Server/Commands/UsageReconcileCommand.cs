using System.CommandLine;
using System.Globalization;
using Tollgate.Administering;
using Tollgate.Watching;

namespace Tollgate.Server.Commands;

/// <summary>Compares the ledger with recorded usage; fails when more is recorded than was granted.</summary>
internal sealed class UsageReconcileCommand : TollgateCommand
{
    private readonly Argument<string?> _subject = new("SUBJECT")
    {
        Description = "A user's name or user_42; without it all users, of whom those that drift are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _window = new("--window") { Description = "One window only; default both", HelpName = "day|month" };
    private readonly Option<int> _limit = new("--limit") { Description = "Drifts to list at most", HelpName = "N", DefaultValueFactory = _ => 100 };

    public UsageReconcileCommand()
        : base("reconcile", "Compare what the ledger granted with what was recorded, for the present day and month.")
    {
        Arguments.Add(_subject);
        Options.Add(_window);
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var found = await toolbox.Get<ReconcileUsage>().RunAsync(
            parsed.GetValue(_subject), parsed.GetValue(_window), parsed.GetValue(_limit), null, cancellationToken);
        if (!invocation.Report.TryWriteJson(DriftReport.Shape(found)))
        {
            if (found.Drifts.Count > 0 || invocation.Report.Format == OutputFormat.Csv)
            {
                invocation.Report.Table(DriftReport.Columns, found.Drifts.Select(DriftReport.Row));
            }

            invocation.Report.Line(string.Create(CultureInfo.InvariantCulture, $"{found.Compared:N0} windows compared: {DriftReport.Sentence(found)}"));
        }

        return found.IsProblem ? CommandLine.No : CommandLine.Yes;
    }
}
