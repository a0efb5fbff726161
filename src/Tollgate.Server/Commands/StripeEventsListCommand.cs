using System.CommandLine;
using Tollgate.Billing;

namespace Tollgate.Server.Commands;

/// <summary>Lists events, newest first.</summary>
internal sealed class StripeEventsListCommand : TollgateCommand
{
    private readonly Option<WebhookState?> _state = new("--state") { Description = "Only in this state: pending, done, ignored, dead", HelpName = "STATE" };
    private readonly Option<string?> _type = new("--type") { Description = "Only of this type (invoice.paid)", HelpName = "TYPE" };
    private readonly Option<string?> _about = new("--about") { Description = "Only about this subscription, customer or object (sub_…, cus_…, in_…)", HelpName = "ID" };
    private readonly Option<long?> _before = new("--before") { Description = "Only older than this event, to page", HelpName = "EVENT" };
    private readonly Option<int> _take = new("--take") { Description = "Events to list at most", HelpName = "N", DefaultValueFactory = _ => 100 };

    public StripeEventsListCommand()
        : base("list", "List events, newest first, with what became of them and why.")
    {
        Options.Add(_state);
        Options.Add(_type);
        Options.Add(_about);
        Options.Add(_before);
        Options.Add(_take);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        var take = parsed.GetValue(_take);
        if (take is < 1 or > WebhookQuery.MaxTake)
        {
            throw new CommandFailedException($"--take is {take}; use 1 to {WebhookQuery.MaxTake}.");
        }

        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var query = new WebhookQuery
        {
            State = parsed.GetValue(_state),
            Type = parsed.GetValue(_type),
            About = parsed.GetValue(_about),
            Before = parsed.GetValue(_before),
            Take = take,
        };
        var events = await toolbox.Get<IWebhookInbox>().ListAsync(query, cancellationToken);
        if (invocation.Report.TryWriteJson(new { events = events.Select(e => StripeReport.Shape(e, withBody: false)) }))
        {
            return CommandLine.Yes;
        }

        if (events.Count == 0)
        {
            invocation.Report.Line("No events.");
        }
        else
        {
            invocation.Report.Table(StripeReport.Columns, events.Select(StripeReport.Row));
        }

        return CommandLine.Yes;
    }
}
