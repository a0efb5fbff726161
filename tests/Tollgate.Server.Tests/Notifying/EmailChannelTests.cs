using Microsoft.Extensions.Options;
using MimeKit;
using Shouldly;
using Tollgate.Notifying;
using Tollgate.Server.Notifying;
using Xunit;

namespace Tollgate.Server.Tests.Notifying;

public sealed class EmailChannelTests
{
    private static readonly Notification Fired = new()
    {
        Id = "msg_1",
        Type = "alert.firing",
        Severity = NotificationSeverity.Warning,
        Title = "user_42 has used 100 % of its day\r\nBcc: everybody@example.com",
        Text = "Résumé <script>",
        At = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        Data = new Dictionary<string, string?> { ["alert"] = "7", ["rule"] = "quota", ["node"] = null },
    };

    [Fact]
    public async Task Send_ToARealServer_ArrivesAsTextAndHtml()
    {
        await using var server = await MailServer.StartAsync(needsLogin: false, Token);

        await ChannelTo(server).SendAsync(Fired, Token);

        var taken = await server.NextAsync(Token);
        taken.GetProperty("from").GetString().ShouldBe("tollgate@example.com");
        taken.GetProperty("to").EnumerateArray().Select(t => t.GetString()).ShouldBe(["ops@example.com", "boss@example.com"]);
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(taken.GetProperty("text").GetString()!));
        using var message = await MimeMessage.LoadAsync(text, Token);
        message.Subject.ShouldBe("[Tollgate] Warning: user_42 has used 100 % of its day  Bcc: everybody@example.com");
        message.Bcc.ShouldBeEmpty();
        message.MessageId.ShouldBe("msg_1@example.com");
        message.Headers[HeaderId.AutoSubmitted].ShouldBe("auto-generated");
        message.TextBody!.ShouldContain("Résumé <script>");
        message.TextBody!.ShouldContain("rule: quota");
        message.HtmlBody!.ShouldContain("&lt;script&gt;");
        message.HtmlBody!.ShouldNotContain("<script>");
    }

    [Fact]
    public async Task Send_WithLogin_IsAcceptedOnlyWithTheRightPassword()
    {
        await using var server = await MailServer.StartAsync(needsLogin: true, Token);

        await ChannelTo(server, o => (o.UserName, o.Password) = ("tollgate", "right")).SendAsync(Fired, Token);
        (await server.NextAsync(Token)).GetProperty("login").GetBoolean().ShouldBeTrue();

        var wrong = await Assert.ThrowsAsync<NotificationFailedException>(
            () => ChannelTo(server, o => (o.UserName, o.Password) = ("tollgate", "hush")).SendAsync(Fired, Token));
        wrong.Message.ShouldContain("did not accept");
        wrong.Message.ShouldNotContain("hush");
        (await Assert.ThrowsAsync<NotificationFailedException>(() => ChannelTo(server).SendAsync(Fired, Token))).Message.ShouldContain("wants a login");
    }

    [Fact]
    public async Task Send_ServerThatRefusesOrIsNotThere_FailsWithItsReason()
    {
        await using var server = await MailServer.StartAsync(needsLogin: false, Token);

        (await Assert.ThrowsAsync<NotificationFailedException>(() => ChannelTo(server, o => o.To.Add("nobody@example.com")).SendAsync(Fired, Token)))
            .Message.ShouldContain("550 for nobody@example.com");
        (await Assert.ThrowsAsync<NotificationFailedException>(() => ChannelTo(server, o => o.Security = EmailSecurity.StartTls).SendAsync(Fired, Token)))
            .Message.ShouldContain("STARTTLS");
        (await Assert.ThrowsAsync<NotificationFailedException>(() => ChannelTo(server, o => o.Port = 1).SendAsync(Fired, Token)))
            .Message.ShouldContain("127.0.0.1:1");
    }

    [Fact]
    public void Validate_BadSettings_AreNamedWithoutThePassword()
    {
        var options = new EmailOptions { Host = "mail", Port = 0, From = "?", Password = "hush", Security = EmailSecurity.None };

        var failures = new EmailOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(5);
        failures.ShouldNotContain(f => f.Contains("hush", StringComparison.Ordinal));
        new EmailOptionsValidator().Validate(null, new EmailOptions()).Succeeded.ShouldBeTrue();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static EmailChannel ChannelTo(MailServer server, Action<EmailOptions>? change = null)
    {
        var options = new EmailOptions
        {
            Host = "127.0.0.1", Port = server.Port, Security = EmailSecurity.None, From = "Tollgate <tollgate@example.com>", To = { "ops@example.com", "boss@example.com" },
        };
        change?.Invoke(options);
        return new EmailChannel(Options.Create(options));
    }
}
