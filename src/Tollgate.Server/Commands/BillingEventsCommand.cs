using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Billing;

namespace Tollgate.Server.Commands;

/// <summary>Lists events of the outbox of metered usage.</summary>
internal sealed class BillingEventsCommand : TollgateCommand
{
    private readonly Option<MeterEventState?> _state = Parsers.Word<MeterEventState>("--state", "In one state; default all");
    private readonly Option<string?> _user = new("--user") { Description = "A user's name or user_42; default all", HelpName = "USER" };
    private readonly Option<int> _take = new("--take") { Description = "Events at most, newest first", HelpName = "N", DefaultValueFactory = _ => 100 };

    public BillingEventsCommand()
        : base("events", "List meter events: usage that was sent, waits or failed.")
    {
        Options.Add(_state);
        Options.Add(_user);
        Options.Add(_take);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var events = await toolbox.Get<ListMeterEvents>().RunAsync(parsed.GetValue(_user), parsed.GetValue(_state), parsed.GetValue(_take), cancellationToken);
        if (!invocation.Report.TryWriteJson(new { events = events.Select(BillingShape.Of) }))
        {
            invocation.Report.Table(BillingShape.EventColumns, events.Select(BillingShape.Row));
        }

        return CommandLine.Yes;
    }
}
