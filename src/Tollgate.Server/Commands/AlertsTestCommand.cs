using Tollgate.Notifying;

namespace Tollgate.Server.Commands;

/// <summary>Sends a test notification by every channel and says what happened.</summary>
internal sealed class AlertsTestCommand() : TollgateCommand(
    "test", "Send a test notification by every configured channel; exit code 1 when one did not take it.")
{
    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = Databases.Toolbox.Create(invocation.Database, invocation.Configuration);
        var results = await toolbox.Get<SendTest>().RunAsync(cancellationToken);
        if (!invocation.Report.TryWriteJson(new { channels = results.Select(r => new { r.Channel, taken = r.Error is null, r.Error }) }))
        {
            invocation.Report.Table(["Channel", "Result"], results.Select(r => (string?[])[r.Channel, r.Error ?? "taken"]));
            if (results.All(r => r.Channel == LogChannel.ChannelName))
            {
                invocation.Report.Line("Only the log is told. Tollgate:Email and Tollgate:Webhooks add channels.");
            }
        }

        return results.All(r => r.Error is null) ? CommandLine.Yes : CommandLine.No;
    }
}
