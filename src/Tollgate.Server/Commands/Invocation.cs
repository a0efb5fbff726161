using System.CommandLine;
using Tollgate.Hosting;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Commands;

/// <summary>One run of a command: its options, where it answers, and the database it works on.</summary>
internal sealed class Invocation(ParseResult parsed)
{
    /// <summary>The parsed words, for options of the command.</summary>
    public ParseResult Parsed => parsed;

    /// <summary>Where the answer goes.</summary>
    public Report Report { get; } = new(parsed.InvocationConfiguration.Output, parsed.GetValue(SharedOptions.Output));

    /// <summary>Where errors and progress go.</summary>
    public TextWriter Error => parsed.InvocationConfiguration.Error;

    /// <summary>Settings of file and environment; what the command line says wins.</summary>
    public IConfiguration Configuration { get; } = ServerConfiguration.Build();

    /// <summary>The database that is meant.</summary>
    public DatabaseTarget Database => DatabaseTarget
        .Parse(parsed.GetValue(SharedOptions.Database) ?? Configuration[ServerConfiguration.DatabaseKey] ?? DatabaseTarget.Default)
        .ReadingFrom(parsed.GetValue(SharedOptions.ReadDatabase) ?? Configuration[ServerConfiguration.ReadDatabaseKey]);

    /// <summary>Opens the database for a command; fails when its schema is not current.</summary>
    public async Task<Toolbox> OpenAsync(CancellationToken cancellationToken)
    {
        var toolbox = Toolbox.Create(Database, Configuration);
        await toolbox.RequireSchemaAsync(cancellationToken);
        return toolbox;
    }

    /// <summary>Says so when what was read comes from a replica that is noticeably behind; on standard error, so that JSON stays JSON.</summary>
    public async Task NoteFreshnessAsync(Toolbox toolbox, CancellationToken cancellationToken)
    {
        if (toolbox.Find<IReadFreshness>() is { } reads && (await reads.CheckAsync(cancellationToken)).Notice is { } notice)
        {
            await Error.WriteLineAsync($"note: {notice}");
        }
    }

    /// <summary>Writes errors for people, each on a line of its own.</summary>
    public void Fail(IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            Error.WriteLine($"error: {message}");
        }
    }
}
