using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Tollgate.EntityFrameworkCore.Hosting;

/// <summary>How loud the framework may be inside somebody else's application.</summary>
internal static class RelationalLogging
{
    /// <summary>Statements that succeed are nobody's news: Debug instead of Information.</summary>
    public static void Quieten(WarningsConfigurationBuilder warnings) => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug));
}
