using Spectre.Console;

namespace Tollgate.Server.Commands;

/// <summary>A progress bar on standard error, on a terminal only.</summary>
internal static class ProgressBar
{
    /// <summary>Runs the work, which reports its share of 0 to 1.</summary>
    public static async Task<T> RunAsync<T>(string title, TextWriter error, Func<Action<double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected || !ReferenceEquals(error, Console.Error))
        {
            return await work(_ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(title), maxValue: 1);
            return await work(share => bar.Value = share);
        });
    }
}
