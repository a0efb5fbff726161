using System.CommandLine;
using Tollgate.Billing;

namespace Tollgate.Server.Commands;

/// <summary>Shows an event with its body.</summary>
internal sealed class StripeEventsShowCommand : TollgateCommand
{
    private readonly Argument<string> _event = new("EVENT") { Description = "Number, or Stripe's id (evt_…)" };

    public StripeEventsShowCommand()
        : base("show", "Show an event with its body.") => Arguments.Add(_event);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var reference = invocation.Parsed.GetRequiredValue(_event);
        var found = await toolbox.Get<IWebhookInbox>().FindAsync(reference, cancellationToken)
            ?? throw new CommandFailedException($"There is no event '{Plans.Shown.Of(reference)}'. `tollgate stripe events list` shows number and id of each.");
        if (!invocation.Report.TryWriteJson(StripeReport.Shape(found, withBody: true)))
        {
            invocation.Report.Table(StripeReport.Columns, [StripeReport.Row(found)]);
            invocation.Report.Line(found.Body is { } body ? Plans.Shown.Clean(body) : "Its body was cleaned up.");
        }

        return CommandLine.Yes;
    }
}
