using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Shows a user's prepaid credits.</summary>
internal sealed class UsersCreditsCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };

    public UsersCreditsCommand()
        : base("credits", "Show a user's prepaid credits: granted, spent, expired and left, grant by grant.") => Arguments.Add(_user);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = invocation.Parsed.GetRequiredValue(_user);
        var balance = await toolbox.Get<ListCredits>().RunAsync(user, cancellationToken);
        if (!invocation.Report.TryWriteJson(CreditReport.Shape(user, balance)))
        {
            CreditReport.Write(invocation.Report, user, balance);
        }

        return CommandLine.Yes;
    }
}
