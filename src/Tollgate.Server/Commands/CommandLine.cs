using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Tollgate.Server.Commands;

/// <summary>The command line as a whole: what commands there are, and what the process exits with.</summary>
internal static class CommandLine
{
    /// <summary>The answer is yes, or the work is done.</summary>
    public const int Yes = 0;

    /// <summary>The answer is no, or the work failed.</summary>
    public const int No = 1;

    /// <summary>The command was not understood; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="args">Words of the command line.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where errors and progress go.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(args);
        var isMistaken = parsed.Action is ParseErrorAction;
        if (parsed.Action is ParseErrorAction mistake)
        {
            mistake.ShowHelp = false;
        }

        var configuration = new InvocationConfiguration
        {
            Output = isMistaken ? error : output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = parsed.CommandResult.Command is ServeCommand or StripeFakeCommand ? null : TimeSpan.FromSeconds(2), // the host stops itself
        };
        var exitCode = await parsed.InvokeAsync(configuration);
        return isMistaken ? WrongUsage : exitCode;
    }

    /// <summary>Not the library's root command: that one calls itself after the file that was started, "Tollgate.Server" or "dotnet".</summary>
    private static Command Create() => new("tollgate", "Tollgate: exact rate limits and quotas that follow the subscription, kept in your own database.")
    {
        SharedOptions.Database,
        SharedOptions.ReadDatabase,
        SharedOptions.Output,
        new HelpOption(),
        new VersionOption(),
        new SetupCommand(),
        new ServeCommand(),
        new PlansCommand(),
        new UsersCommand(),
        new KeysCommand(),
        new CheckCommand(),
        new UsageCommand(),
        new BillingCommand(),
        new SimulateCommand(),
        new MaintenanceCommand(),
        new AlertsCommand(),
        new StripeCommand(),
        new DoctorCommand(),
    };
}
