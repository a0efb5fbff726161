using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Shows one user: subscription, overrides, keys, and the limits that result.</summary>
internal sealed class UsersShowCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };

    public UsersShowCommand()
        : base("show", "Show one user: subscription, overrides, keys, the limits that result, and what restricts the user.") => Arguments.Add(_user);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var details = await toolbox.Get<ShowUser>().RunAsync(invocation.Parsed.GetRequiredValue(_user), cancellationToken);
        if (!invocation.Report.TryWriteJson(new
        {
            user = UserReport.Shape(details.Account),
            limits = PlanReport.LimitsShape(details.Entitlement.Limits),
            included = details.Entitlement.Limits.Where(l => l.Included is not null).ToDictionary(l => l.Window.Name, l => l.Included),
            scopes = details.Entitlement.Scopes.Select(s => new { s.Name, s.Routes, s.Cost, limits = PlanReport.LimitsShape(s.Limits) }),
            keys = details.Keys.Select(UserReport.Shape),
            restriction = RestrictionReport.Shape(details.Restriction),
        }))
        {
            Write(invocation.Report, details);
        }

        return CommandLine.Yes;
    }

    private static void Write(Report report, UserDetails details)
    {
        report.Table(UserReport.Columns, [UserReport.Row(details.Account)]);
        if (details.Account.Subscriptions.Count > 1)
        {
            report.Line("Subscriptions, of which the best counts:");
            report.Table(UserReport.SubscriptionColumns, details.Account.Subscriptions.Select(UserReport.Row));
        }

        foreach (var line in UserReport.Terms(details.Account))
        {
            report.Line(line);
        }

        report.Line("Limits in force, after overrides and restriction:");
        report.Table(["Scope", ">Cost", "Limits"], details.Entitlement.Scopes
            .Select(s => (string?[])[s.Name, $"{s.Cost}", PlanReport.Limits(s.Limits)])
            .Prepend([PlanScope.All, "1", PlanReport.Limits(details.Entitlement.Limits)]));
        if (details.Account.Overrides.Count > 0)
        {
            report.Line("Overrides:");
            report.Table(["Scope", "Window", ">Limit"], details.Account.Overrides.Select(o => (string?[])[o.Scope, o.Window, PlanReport.Units(o.Limit)]));
        }

        RestrictionReport.Write(report, details.Restriction);
        report.Line("Keys:");
        report.Table(UserReport.KeyColumns, details.Keys.Select(UserReport.Row));
    }
}
