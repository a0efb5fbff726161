using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Subscribes a user, or changes plan, status and period.</summary>
internal sealed class UsersSubscribeCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Option<string?> _plan = new("--plan") { Description = "The plan", HelpName = "NAME" };
    private readonly Option<SubscriptionStatus?> _status = Parsers.Word<SubscriptionStatus>("--status", "State of the subscription");
    private readonly Option<DateTimeOffset?> _start = Parsers.Instant("--period-start", "Start of the paid period; plans whose month follows the subscription are anchored on it");
    private readonly Option<DateTimeOffset?> _end = Parsers.Instant("--period-end", "End of the paid period");

    public UsersSubscribeCommand()
        : base("subscribe", "Subscribe a user to a plan, or change plan, status and period; usage so far is kept.")
    {
        Aliases.Add("set");
        Arguments.Add(_user);
        Options.Add(_plan);
        Options.Add(_status);
        Options.Add(_start);
        Options.Add(_end);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var request = new SubscriptionRequest
        {
            User = parsed.GetRequiredValue(_user),
            Plan = parsed.GetValue(_plan),
            Status = parsed.GetValue(_status),
            PeriodStart = parsed.GetValue(_start),
            PeriodEnd = parsed.GetValue(_end),
        };
        var subscription = await toolbox.Get<SetSubscription>().RunAsync(request, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user = request.User, subscription = UserReport.Shape(subscription) }))
        {
            var end = subscription.CurrentPeriodEnd is { } at ? $" to {UserReport.Time(at)}" : "";
            invocation.Report.Line(
                $"{Plans.Shown.Clean(request.User)}: plan {subscription.PlanName}, {Parsers.WordOf(subscription.Status)}, "
                + $"period from {UserReport.Time(subscription.CurrentPeriodStart)}{end}");
        }

        return CommandLine.Yes;
    }
}
