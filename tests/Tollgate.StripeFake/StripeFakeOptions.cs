namespace Tollgate.StripeFake;

/// <summary>How the fake account is set up; the defaults suit a test.</summary>
public sealed class StripeFakeOptions
{
    /// <summary>The port on <see cref="Host"/>; 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The address to listen on; only this machine by default.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The secret keys that are accepted; every other one is answered with 401.</summary>
    public IList<string> ApiKeys { get; } = ["sk_test_fake"];

    /// <summary>The version of the account, which events are made in.</summary>
    public string ApiVersion { get; set; } = "2026-10-28.endive";

    /// <summary>Where time comes from; <see cref="StripeFakeServer.AdvanceAsync(DateTimeOffset, CancellationToken)"/> runs ahead of it.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The moment the account starts at; unset means the provider's.</summary>
    public DateTimeOffset? StartAt { get; set; }

    /// <summary>Called with each moment the fake moves to, so that a fake clock of the caller can follow.</summary>
    public Action<DateTimeOffset>? ClockMoved { get; set; }

    /// <summary>The time that webhooks are signed with; unset means <see cref="TimeProvider"/>, which receivers check against.</summary>
    public TimeProvider? SignatureTime { get; set; }

    /// <summary>Runs due work every second by itself; off means only on request, for tests that count steps.</summary>
    public bool RunsByItself { get; set; } = true;

    /// <summary>The same seed gives the same ids and the same shuffles.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>From one automatic payment attempt to the next; eight tries in two weeks by default.</summary>
    public IReadOnlyList<TimeSpan> RetryAfter { get; set; } = [.. new[] { 1, 2, 2, 2, 2, 2, 3 }.Select(days => TimeSpan.FromDays(days))];

    /// <summary>What becomes of a subscription when the last retry failed; a Dashboard setting at Stripe.</summary>
    public AfterRetries AfterRetries { get; set; } = AfterRetries.Cancel;

    /// <summary>Pauses a subscription when the first payment of a renewal fails, in place of retrying.</summary>
    public bool PausesAtFirstFailure { get; set; }

    /// <summary>From an automatic draft to its finalisation; usage that comes in between still counts.</summary>
    public TimeSpan FinalizeAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long before a renewal <c>invoice.upcoming</c> is sent; zero sends none.</summary>
    public TimeSpan UpcomingBefore { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a meter event occupies its customer and meter; a second call meanwhile gets <c>lock_timeout</c>.</summary>
    public TimeSpan MeterEventLatency { get; set; }

    /// <summary>From one webhook attempt to the next; after the last the delivery has failed.</summary>
    public IReadOnlyList<TimeSpan> WebhookRetryAfter { get; set; } =
        [.. new[] { 1, 5, 30, 120, 360, 720, 1440, 1440 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    /// <summary>How long a webhook receiver may take.</summary>
    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests sent to the fake at its start, in the Stripe CLI's fixtures format; unset starts empty.</summary>
    public string? Fixtures { get; set; }
}
