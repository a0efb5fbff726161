using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Grants a user prepaid credits.</summary>
internal sealed class UsersGrantCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<long> _units = new("UNITS") { Description = "How many, from 1" };
    private readonly Option<DateTimeOffset?> _expires = Parsers.Instant("--expires", "When what is left of them is lost; never unless given");
    private readonly Option<string?> _reference = new("--reference") { Description = "What they are for; granted once, however often it is repeated", HelpName = "TEXT" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for people", HelpName = "TEXT" };

    public UsersGrantCommand()
        : base("grant", "Grant a user prepaid credits, which plans with 'credits: true' spend.")
    {
        Arguments.Add(_user);
        Arguments.Add(_units);
        Options.Add(_expires);
        Options.Add(_reference);
        Options.Add(_reason);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = parsed.GetRequiredValue(_user);
        var granted = await toolbox.Get<GrantCredits>().RunAsync(
            user,
            parsed.GetRequiredValue(_units),
            parsed.GetValue(_expires),
            parsed.GetValue(_reference),
            parsed.GetValue(_reason),
            $"{Environment.UserName} (command line)",
            cancellationToken);
        if (!invocation.Report.TryWriteJson(CreditReport.Shape(user, granted)))
        {
            invocation.Report.Line(granted.IsNew
                ? $"{Shown.Clean(user)}: granted {PlanReport.Units(granted.Grant.Units)} credits"
                : $"{Shown.Clean(user)}: {PlanReport.Units(granted.Grant.Units)} credits were granted for '{Shown.Clean(granted.Grant.Reference)}' before; nothing changed");
        }

        return CommandLine.Yes;
    }
}
