using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Billing;

namespace Tollgate.Server.Commands;

/// <summary>Has events done again.</summary>
internal sealed class StripeEventsReplayCommand : TollgateCommand
{
    private readonly Argument<string?> _event = new("EVENT") { Description = "Number, or Stripe's id (evt_…)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _dead = new("--dead") { Description = "All that were given up" };

    public StripeEventsReplayCommand()
        : base("replay", "Have an event, or all that were given up, done again. No event does harm twice.")
    {
        Arguments.Add(_event);
        Options.Add(_dead);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (reference, dead) = (invocation.Parsed.GetValue(_event), invocation.Parsed.GetValue(_dead));
        if (reference is null != dead)
        {
            throw new CommandFailedException("Name one event, or use --dead for all that were given up.");
        }

        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var replay = toolbox.Get<ReplayEvents>();
        var count = reference is null ? await replay.RunDeadAsync(cancellationToken) : 1;
        if (reference is not null)
        {
            await replay.RunAsync(reference, cancellationToken);
        }

        // Whoever has no gateway running sees the result all the same; running nodes take what is left.
        var passes = await toolbox.Get<WebhookProcessor>().RunAsync(cancellationToken);
        var after = reference is null ? null : await toolbox.Get<IWebhookInbox>().FindAsync(reference, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { replayed = count, passes, @event = after is null ? null : StripeReport.Shape(after, withBody: false) }))
        {
            invocation.Report.Line($"{count} events replayed.");
            if (after is not null)
            {
                invocation.Report.Table(StripeReport.Columns, [StripeReport.Row(after)]);
            }
        }

        return CommandLine.Yes;
    }
}
