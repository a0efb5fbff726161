using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Lists and searches users, page by page.</summary>
internal sealed class UsersListCommand : TollgateCommand
{
    private readonly Option<string?> _search = new("--search") { Description = "Only names that contain this", HelpName = "TEXT" };
    private readonly Option<int> _skip = new("--skip") { Description = "Users to pass over", HelpName = "N" };
    private readonly Option<int> _take = new("--take") { Description = "Users to list at most", HelpName = "N", DefaultValueFactory = _ => 50 };

    public UsersListCommand()
        : base("list", "List users with plan and state.")
    {
        Options.Add(_search);
        Options.Add(_skip);
        Options.Add(_take);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var page = await toolbox.Get<ListUsers>().RunAsync(
            new UserQuery
            {
                Search = invocation.Parsed.GetValue(_search),
                Skip = invocation.Parsed.GetValue(_skip),
                Take = invocation.Parsed.GetValue(_take),
            },
            cancellationToken);
        if (!invocation.Report.TryWriteJson(new { users = page.Users.Select(UserReport.Shape), page.Total }))
        {
            invocation.Report.Table(UserReport.Columns, page.Users.Select(UserReport.Row));
            invocation.Report.Line($"{page.Users.Count} of {page.Total} users");
        }

        await invocation.NoteFreshnessAsync(toolbox, cancellationToken);
        return CommandLine.Yes;
    }
}
