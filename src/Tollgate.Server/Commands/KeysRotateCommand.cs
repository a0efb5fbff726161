using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Replaces a key by a new one; both work for a while.</summary>
internal sealed class KeysRotateCommand : TollgateCommand
{
    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    private readonly Argument<string> _key = new("KEY") { Description = "Id (key_7), last four characters, or first digits of the hash" };
    private readonly Option<TimeSpan?> _overlap = Parsers.Duration("--overlap", "How long the old key still works; default 24h");

    public KeysRotateCommand()
        : base("rotate", "Replace an API key by a new one, which is shown this once; both work for a while.")
    {
        Arguments.Add(_key);
        Options.Add(_overlap);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var overlap = invocation.Parsed.GetValue(_overlap) ?? DefaultOverlap;
        var key = await toolbox.Get<RotateApiKey>().RunAsync(invocation.Parsed.GetRequiredValue(_key), overlap, cancellationToken);
        if (!invocation.Report.TryWriteJson(KeyReport.Shape(key, null)))
        {
            invocation.Report.Line($"New key {key.Key.Subject}; the old one works for {overlap} more.");
            KeyReport.WriteOnce(invocation.Report, key);
        }

        return CommandLine.Yes;
    }
}
