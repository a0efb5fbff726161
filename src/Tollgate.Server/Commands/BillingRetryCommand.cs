using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Has the units of a meter event sent again.</summary>
internal sealed class BillingRetryCommand : TollgateCommand
{
    private readonly Argument<string> _event = new("EVENT") { Description = "The identifier, as `tollgate billing events` shows it" };

    public BillingRetryCommand()
        : base("retry", "Have the units of a refused, unknown or waiting meter event sent; of an unknown one that says that it never arrived.") => Arguments.Add(_event);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var changed = await toolbox.Get<RetryMeterEvent>().RunAsync(invocation.Parsed.GetRequiredValue(_event), cancellationToken);
        if (!invocation.Report.TryWriteJson(BillingShape.Of(changed)))
        {
            invocation.Report.Line(changed.State == Tollgate.Billing.MeterEventState.Pending
                ? $"{changed.Identifier} is sent with the next run, or now with `tollgate billing sync`."
                : $"{changed.Identifier} is given up; its units are worked out anew with the next run, or now with `tollgate billing sync`.");
        }

        return CommandLine.Yes;
    }
}
