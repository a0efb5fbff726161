using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Tests.Commands;

/// <summary>Runs commands in this process, against one database.</summary>
internal sealed class Cli(string database)
{
    /// <summary>Runs a command and returns what it wrote and its exit code.</summary>
    public async Task<CliResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var exitCode = await CommandLine.RunAsync([.. args, "--database", database], output, error);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command with JSON output that must succeed.</summary>
    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        var result = await RunAsync([.. args, "--output", "json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldBeEmpty();
        return result.Json;
    }
}
