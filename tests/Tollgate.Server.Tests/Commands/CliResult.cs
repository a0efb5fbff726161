using System.Text.Json;

namespace Tollgate.Server.Tests.Commands;

/// <summary>What a command left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as one JSON document; anything beside it makes this throw.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
