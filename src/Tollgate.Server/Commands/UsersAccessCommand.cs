using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Server.Commands;

/// <summary>Puts a user or a key on the allow list, the deny list, or neither.</summary>
internal sealed class UsersAccessCommand : TollgateCommand
{
    private readonly Argument<string> _subject = new("SUBJECT") { Description = "A user's name or subject (user_42), or a key (key_7)" };
    private readonly Argument<AccessRule> _rule = Parsers.WordArgument<AccessRule>("RULE", "Which list");

    public UsersAccessCommand()
        : base("access", "Put a user or key on the allow list (no limits), the deny list (403), or neither (none).")
    {
        Arguments.Add(_subject);
        Arguments.Add(_rule);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var access = invocation.Parsed.GetRequiredValue(_rule);
        var subject = await toolbox.Get<SetAccess>().RunAsync(invocation.Parsed.GetRequiredValue(_subject), access, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { subject, access }))
        {
            invocation.Report.Line($"{subject}: access {Parsers.WordOf(access)}");
        }

        return CommandLine.Yes;
    }
}
