using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>A command that does something; what goes wrong becomes lines on standard error and exit code 1, never a stack trace.</summary>
internal abstract class TollgateCommand : Command
{
    protected TollgateCommand(string name, string description)
        : base(name, description) => SetAction(InvokeAsync);

    /// <summary>Does the work.</summary>
    /// <returns>0 for yes or done, 1 for no or failed.</returns>
    protected abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(new Invocation(parsed), cancellationToken);
        }
#pragma warning disable CA1031 // The one place where a command's failure becomes an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var line in Failure.Describe(exception))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"error: {line}");
            }

            return CommandLine.No;
        }
    }
}
