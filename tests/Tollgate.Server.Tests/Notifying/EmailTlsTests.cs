using System.Text.Json;
using Shouldly;
using Tollgate.Server.Notifying;
using Tollgate.Server.Tests.Processes;
using Xunit;

namespace Tollgate.Server.Tests.Notifying;

/// <summary>E-mail through a real server with TLS, sent by the real executable: what it trusts is settled once a process.</summary>
public sealed class EmailTlsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(EmailSecurity.StartTls))]
    [InlineData(nameof(EmailSecurity.Tls))]
    public async Task Send_OverTls_ArrivesEncryptedWithLoginWhereTheAuthorityIsTrusted(string word)
    {
        var (security, certificate) = (Enum.Parse<EmailSecurity>(word), new MailCertificate(_folder));
        await using var server = await MailServer.StartAsync(needsLogin: true, Token, security, certificate);

        var trusted = await TestAsync(server, security, certificate.AuthorityPath);

        Email(trusted).ShouldBe((true, null));
        var taken = await server.NextAsync(Token);
        (taken.GetProperty("tls").GetBoolean(), taken.GetProperty("login").GetBoolean()).ShouldBe((true, true));
    }

    [Theory]
    [InlineData(nameof(EmailSecurity.StartTls))]
    [InlineData(nameof(EmailSecurity.Tls))]
    public async Task Send_CertificateThatNobodyTrusts_SendsNothingAndSaysWhy(string word)
    {
        var (security, certificate) = (Enum.Parse<EmailSecurity>(word), new MailCertificate(_folder));
        await using var server = await MailServer.StartAsync(needsLogin: true, Token, security, certificate);

        var (isTaken, error) = Email(await TestAsync(server, security, authority: null));

        isTaken.ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("not trusted");
    }

    [Fact]
    public async Task Send_RevocationWantedOfAnAuthorityWithoutList_SendsNothingAndNamesTheSetting()
    {
        var certificate = new MailCertificate(_folder);
        await using var server = await MailServer.StartAsync(needsLogin: true, Token, EmailSecurity.Tls, certificate);

        var (isTaken, error) = Email(await TestAsync(server, EmailSecurity.Tls, certificate.AuthorityPath, checksRevocation: true));

        isTaken.ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("Tollgate:Email:CheckRevocation");
    }

    [Fact]
    public async Task Send_StartTlsToAServerWithTlsAtOnce_FailsWithinItsTime()
    {
        var certificate = new MailCertificate(_folder);
        await using var server = await MailServer.StartAsync(needsLogin: true, Token, EmailSecurity.Tls, certificate);

        var (isTaken, error) = Email(await TestAsync(server, EmailSecurity.StartTls, certificate.AuthorityPath));

        isTaken.ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("No answer within 5 s");
    }

    private async Task<JsonElement> TestAsync(MailServer server, EmailSecurity security, string? authority, bool checksRevocation = false)
    {
        (await TollgateProcess.RunAsync(["setup", "--database", _folder.DatabasePath], Token)).ExitCode.ShouldBe(0);
        var settings = new Dictionary<string, string>
        {
            ["Tollgate__Email__Host"] = "127.0.0.1",
            ["Tollgate__Email__Port"] = $"{server.Port}",
            ["Tollgate__Email__Security"] = $"{security}",
            ["Tollgate__Email__UserName"] = "tollgate",
            ["Tollgate__Email__Password"] = "right",
            ["Tollgate__Email__From"] = "tollgate@example.com",
            ["Tollgate__Email__To__0"] = "ops@example.com",
            ["Tollgate__Email__CheckRevocation"] = $"{checksRevocation}",
            ["Tollgate__Notifications__Timeout"] = "00:00:05",
        };
        if (authority is not null)
        {
            settings["SSL_CERT_FILE"] = authority;
        }

        var (_, output, error) = await TollgateProcess.RunAsync(["alerts", "test", "--database", _folder.DatabasePath, "--output", "json"], Token, settings);
        error.ShouldNotContain("right");
        output.ShouldNotBeEmpty(error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static (bool IsTaken, string? Error) Email(JsonElement answer)
    {
        var email = answer.GetProperty("channels").EnumerateArray().Single(c => c.GetProperty("channel").GetString() == "email");
        return (email.GetProperty("taken").GetBoolean(), email.GetProperty("error").GetString());
    }
}
