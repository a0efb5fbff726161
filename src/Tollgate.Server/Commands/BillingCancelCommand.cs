using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Decides that the units of a meter event are not billed.</summary>
internal sealed class BillingCancelCommand : TollgateCommand
{
    private readonly Argument<string> _event = new("EVENT") { Description = "The identifier, as `tollgate billing events` shows it" };

    public BillingCancelCommand()
        : base("cancel", "Do not bill the units of a meter event; one that was sent within a day is taken back.") => Arguments.Add(_event);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var changed = await toolbox.Get<CancelMeterEvent>().RunAsync(invocation.Parsed.GetRequiredValue(_event), cancellationToken);
        if (!invocation.Report.TryWriteJson(BillingShape.Of(changed)))
        {
            invocation.Report.Line(changed.State == Tollgate.Billing.MeterEventState.Waived
                ? $"{changed.Identifier} is not billed."
                : $"{changed.Identifier} is taken back with the next run, or now with `tollgate billing sync`.");
        }

        return CommandLine.Yes;
    }
}
