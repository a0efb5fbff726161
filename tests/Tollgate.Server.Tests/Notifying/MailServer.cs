using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tollgate.Server.Notifying;
using Tollgate.Server.Tests.Architecture;
using Xunit;

namespace Tollgate.Server.Tests.Notifying;

/// <summary>A real mail server (aiosmtpd) in a process of its own.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process _process;

    private MailServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts it; skips the test where it is not installed, and fails on CI.</summary>
    /// <param name="needsLogin">Whether it takes mail from nobody but "tollgate", password "right".</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="security">How connections are protected.</param>
    /// <param name="certificate">What it shows, with its key; null without TLS.</param>
    public static async Task<MailServer> StartAsync(
        bool needsLogin, CancellationToken cancellationToken, EmailSecurity security = EmailSecurity.None, MailCertificate? certificate = null)
    {
        var script = SourceTree.PathOf("tests", "Tollgate.Server.Tests", "Notifying", "mail_server.py");
        string[] words =
        [
            script, .. needsLogin ? ["--login"] : Array.Empty<string>(),
            .. certificate is null ? Array.Empty<string>() : [security == EmailSecurity.Tls ? "--tls" : "--starttls", certificate.ChainPath, certificate.KeyPath],
        ];
        var process = File.Exists(Python) ? Start(words) : null;
        var first = process is null ? null : await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new MailServer(process!, port);
        }

        process?.Dispose();
        const string Missing = "The mail server aiosmtpd is not installed. Run 'apt-get install -y --no-install-recommends python3-aiosmtpd'.";
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", Missing);
        throw new InvalidOperationException(Missing);
    }

    /// <summary>The next message that it took.</summary>
    public async Task<JsonElement> NextAsync(CancellationToken cancellationToken) =>
        JsonDocument.Parse(await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The mail server has ended.")).RootElement;

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Start(string[] words) => Process.Start(new ProcessStartInfo(Python, words)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
