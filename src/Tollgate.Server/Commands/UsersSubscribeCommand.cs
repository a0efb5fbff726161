using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Subscribes a user, or changes plan, seats, status, trial and period.</summary>
internal sealed class UsersSubscribeCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Option<string?> _plan = new("--plan") { Description = "The plan", HelpName = "NAME" };
    private readonly Option<long?> _quantity = new("--quantity") { Description = "Seats; they multiply the limits of plans that are sold per seat", HelpName = "N" };
    private readonly Option<SubscriptionStatus?> _status = Parsers.Word<SubscriptionStatus>("--status", "State of the subscription");
    private readonly Option<DateTimeOffset?> _trialEnd = Parsers.Instant("--trial-end", "End of the trial; until then the plan's trial limits hold");
    private readonly Option<DateTimeOffset?> _start = Parsers.Instant("--period-start", "Start of the paid period; plans whose month follows the subscription are anchored on it");
    private readonly Option<DateTimeOffset?> _end = Parsers.Instant("--period-end", "End of the paid period");

    public UsersSubscribeCommand()
        : base("subscribe", "Subscribe a user to a plan, or change plan, seats, status, trial and period; usage so far is kept.")
    {
        Aliases.Add("set");
        Arguments.Add(_user);
        Options.Add(_plan);
        Options.Add(_quantity);
        Options.Add(_status);
        Options.Add(_trialEnd);
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
            Quantity = parsed.GetValue(_quantity),
            Status = parsed.GetValue(_status),
            TrialEndsAt = parsed.GetValue(_trialEnd),
            PeriodStart = parsed.GetValue(_start),
            PeriodEnd = parsed.GetValue(_end),
        };
        var subscription = await toolbox.Get<SetSubscription>().RunAsync(request, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user = request.User, subscription = UserReport.Shape(subscription) }))
        {
            var end = subscription.CurrentPeriodEnd is { } at ? $" to {UserReport.Time(at)}" : "";
            invocation.Report.Line(
                $"{Plans.Shown.Clean(request.User)}: plan {subscription.PlanName}, {(subscription.Quantity == 1 ? "" : $"{PlanReport.Units(subscription.Quantity)} seats, ")}{Parsers.WordOf(subscription.Status)}, "
                + $"period from {UserReport.Time(subscription.CurrentPeriodStart)}{end}");
            if (subscription is { PeriodLimit: { } limit, PeriodLimitUntil: { } until })
            {
                invocation.Report.Line($"Month limit until {UserReport.Time(until)}: {PlanReport.Units(limit)}");
            }
        }

        return CommandLine.Yes;
    }
}
