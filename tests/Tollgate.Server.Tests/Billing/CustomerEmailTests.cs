using Microsoft.Extensions.Options;
using MimeKit;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Billing.Notices;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.Notifying;
using Tollgate.Server.Billing;
using Tollgate.Server.Notifying;
using Tollgate.Server.Tests.Notifying;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

/// <summary>E-mails to customers, through a real mail server.</summary>
public sealed class CustomerEmailTests
{
    private const string Address = "customer@example.org";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Invoice Invoice = new()
    {
        Reference = "in_1", UserId = 7, Status = InvoiceStatus.Open, AmountRemaining = 1290, AmountDue = 1290, Currency = "eur", Attempts = 1,
        PaymentLink = "https://pay.example/in_1?a=1&b=2", NextAttemptAt = Now.AddDays(3),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_FailedPayment_ArrivesAtTheCustomerAsTextAndPage()
    {
        await using var server = await MailServer.StartAsync(needsLogin: false, Token);

        await ChannelTo(server, o => (o.ProductName, o.ReplyTo) = ("Weather <API>", "billing@example.com")).SendAsync(Failed().ToCustomer(Address), Token);

        var taken = await server.NextAsync(Token);
        taken.GetProperty("to").EnumerateArray().Select(t => t.GetString()).ShouldBe([Address]); // and not the operators of the settings
        var message = await ReadAsync(taken.GetProperty("text").GetString()!);
        message.Subject.ShouldBe("Your payment for Weather <API> failed");
        message.ReplyTo.ToString().ShouldBe("billing@example.com");
        message.TextBody!.ReplaceLineEndings("\n").TrimEnd().ShouldBe("""
            Hello,

            we could not collect 12.90 EUR for Weather <API>.

            Please pay here, or update your card:
            https://pay.example/in_1?a=1&b=2

            We will try again on 27 November 2026.

            Without a payment, your limits will be lowered on 1 December 2026.

            If you have paid in the meantime, there is nothing to do.
            """.ReplaceLineEndings("\n"));
        message.HtmlBody!.ShouldContain("Weather &lt;API&gt;");
        message.HtmlBody!.ShouldContain("<a href=\"https://pay.example/in_1?a=1&amp;b=2\">");
    }

    [Fact]
    public async Task Write_EveryKind_HasSubjectAndNothingUnfilled()
    {
        var templates = NoticeTemplates.Load(null);
        foreach (var kind in NoticeKind.All)
        {
            var notice = Failed().ToCustomer(Address);
            var full = new Dictionary<string, string?>(notice.Data)
            {
                ["kind"] = kind, ["suspendsAt"] = "2026-12-15T12:00:00Z", ["trialEndsAt"] = "2026-12-15T12:00:00Z", ["renewsAt"] = "2026-12-15T12:00:00Z", ["cardLastFour"] = "4242",
            };
            foreach (var data in new[] { full, new Dictionary<string, string?> { ["kind"] = kind } })
            {
                using var message = await CustomerEmail.WriteAsync(notice with { Data = data }, templates, new NoticeOptions(), Email(25));

                message.Subject!.ShouldContain("your subscription", Case.Sensitive, kind);
                message.TextBody!.ShouldStartWith("Hello,");
                (message.TextBody + message.HtmlBody).ShouldNotContain("{");
                message.TextBody!.ShouldNotContain("\n\n\n");
                if (data == full && kind is "limited" or "trial_ending" or "card_expiring")
                {
                    message.TextBody!.Contains("15 December 2026", StringComparison.Ordinal).ShouldBe(data == full, kind);
                }
            }
        }
    }

    [Fact]
    public async Task Send_AddressThatIsRefused_FailsWithoutNamingIt()
    {
        await using var server = await MailServer.StartAsync(needsLogin: false, Token);
        var channel = ChannelTo(server);

        var refused = await Assert.ThrowsAsync<NotificationFailedException>(() => channel.SendAsync(Failed().ToCustomer("nobody@example.com"), Token));
        refused.Message.ShouldContain("550");
        refused.ToString().ShouldNotContain("nobody");
        var unreadable = await Assert.ThrowsAsync<NotificationFailedException>(() => channel.SendAsync(Failed().ToCustomer("no address"), Token));
        (unreadable.IsPermanent, unreadable.Message.Contains("no address", StringComparison.Ordinal)).ShouldBe((true, false));
    }

    [Fact]
    public async Task Load_OperatorsFolder_ReplacesTextAndPage()
    {
        using var folder = new TestFolder();
        folder.Write("suspended.txt", "Subject: {{ product }}: stop\nPay {{ link }}.");
        folder.Write("suspended.html", "<b>{{ reason }}</b>");
        folder.Write("layout.html", "{% for paragraph in paragraphs %}<i>{{ paragraph.text }}</i>{% endfor %}");
        var templates = NoticeTemplates.Load(folder["."]);
        var notice = Failed().ToCustomer(Address);
        Notification Of(string kind) => notice with { Data = new Dictionary<string, string?> { ["kind"] = kind, ["link"] = "https://pay.example", ["reason"] = "<late>" } };

        using var suspended = await CustomerEmail.WriteAsync(Of("suspended"), templates, new NoticeOptions { ProductName = "Maps" }, Email(25));
        using var lifted = await CustomerEmail.WriteAsync(Of("lifted"), templates, new NoticeOptions(), Email(25));

        (suspended.Subject, suspended.TextBody!.Trim(), suspended.HtmlBody!.Trim()).ShouldBe(("Maps: stop", "Pay https://pay.example.", "<b>&lt;late&gt;</b>"));
        lifted.HtmlBody!.ShouldStartWith("<i>Hello,</i>");
    }

    [Fact]
    public void Load_BadTemplates_ReportsAllAtOnce()
    {
        using var folder = new TestFolder();
        folder.Write("limited.txt", "No subject");
        folder.Write("lifted.txt", "Subject: {{ product");
        folder.Write("limted.txt", "Subject: x");

        var failures = Should.Throw<OptionsValidationException>(() => NoticeTemplates.Load(folder["."])).Failures.ToList();

        failures.Count.ShouldBe(3);
        failures.ShouldContain(f => f.Contains("'limted.txt', which is no template", StringComparison.Ordinal));
        failures.ShouldContain(f => f.StartsWith("The template 'lifted.txt' can't be read:", StringComparison.Ordinal));
        new NoticeOptionsValidator().Validate(null, new NoticeOptions { TemplateFolder = folder["missing"], ProductName = " ", TrialEndingWithin = TimeSpan.Zero, CardExpiringWithin = TimeSpan.Zero })
            .Failures!.Count().ShouldBe(4);
    }

    private static BillingNotice Failed() => BillingNotices.PaymentFailed(
        Invoice,
        new PaymentFailure { InvoiceReference = "in_1", Attempt = 1, UserId = 7, FailedAt = Now, Currency = "eur" },
        new RestrictionDecision { Level = RestrictionLevel.Warning, ChangesAt = Now.AddDays(7), NextLevel = RestrictionLevel.Limited });

    private static async Task<MimeMessage> ReadAsync(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return await MimeMessage.LoadAsync(stream, Token);
    }

    private static EmailOptions Email(int port) => new()
    {
        Host = "127.0.0.1", Port = port, Security = EmailSecurity.None, From = "Tollgate <tollgate@example.com>", To = { "ops@example.com" },
    };

    private static CustomerEmailChannel ChannelTo(MailServer server, Action<NoticeOptions>? change = null)
    {
        var options = new NoticeOptions();
        change?.Invoke(options);
        return new CustomerEmailChannel(NoticeTemplates.Load(null), Options.Create(options), Options.Create(Email(server.Port)));
    }
}
