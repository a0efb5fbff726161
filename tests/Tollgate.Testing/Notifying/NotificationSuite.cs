using Shouldly;
using Tollgate.Notifying;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Testing.Notifying;

/// <summary>The outbox: claims, retries, order, the end.</summary>
public abstract class NotificationSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private readonly MovableClock _clock = new();
    private readonly string _channel = NewName("channel");

    [Fact]
    public async Task Claim_ByManyNodes_GivesEachRowToOne()
    {
        var store = (await NodeAsync([])).Get<INotificationStore>();
        for (var i = 0; i < 40; i++)
        {
            (await store.AddAsync(Key(i), Key(i), Told($"n{i}"), [_channel], Token)).ShouldBe(1);
            (await store.AddAsync(Key(i), Key(i), Told("again"), [_channel], Token)).ShouldBe(0);
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(async n =>
        {
            var mine = new List<OutboxEntry>();
            while (await store.ClaimAsync($"node{n}", [_channel], 3, Claim, Token) is { Count: > 0 } some)
            {
                mine.AddRange(some);
            }

            return mine;
        }));

        claimed.SelectMany(c => c).Select(e => e.Notification.Title).Order().ShouldBe(Enumerable.Range(0, 40).Select(i => $"n{i}").Order());
        claimed.SelectMany(c => c).ShouldAllBe(e => e.Attempt == 1 && e.Channel == _channel);
    }

    [Fact]
    public async Task Claim_OfANodeThatDied_PassesOnAndItsNoteIsRefused()
    {
        var store = (await NodeAsync([])).Get<INotificationStore>();
        await store.AddAsync(Key(1), Key(1), Told("x"), [_channel], Token);
        var dead = (await store.ClaimAsync("dead", [_channel], 8, Claim, Token)).ShouldHaveSingleItem();
        (await store.ClaimAsync("next", [_channel], 8, Claim, Token)).ShouldBeEmpty();

        _clock.Advance(Claim);
        var next = (await store.ClaimAsync("next", [_channel], 8, Claim, Token)).ShouldHaveSingleItem();

        (next.Id, next.Attempt, next.Notification.Id).ShouldBe((dead.Id, 2, dead.Notification.Id));
        (await store.SentAsync("dead", dead, Token)).ShouldBeFalse();
        (await store.FailedAsync("dead", dead, "late", null, Token)).ShouldBeFalse();
        (await store.SentAsync("next", next, Token)).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromDays(1));
        (await store.ClaimAsync("next", [_channel], 8, Claim, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_ChannelThatFails_IsTriedAgainWithGrowingPausesThenGivenUp()
    {
        var channel = new RecordingChannel(_channel) { Fail = _ => new NotificationFailedException("down") };
        var node = await NodeAsync([channel]);
        var (store, sender) = (node.Get<INotificationStore>(), node.Get<NotificationSender>());
        await store.AddAsync(Key(1), Key(1), Told("x"), [_channel], Token);
        var pauses = new List<TimeSpan>();

        for (var attempt = 1; attempt <= 10; attempt++)
        {
            (await sender.SendDueAsync(Token)).ShouldBe((0, 1));
            (await sender.SendDueAsync(Token)).ShouldBe((0, 0)); // not before its time
            var undelivered = (await store.ListUndeliveredAsync(100, Token)).Single(u => u.Channel == _channel);
            (undelivered.Attempts, undelivered.IsDead, undelivered.LastError).ShouldBe((attempt, attempt == 10, "down"));
            pauses.Add(undelivered.NextAt - _clock.GetUtcNow());
            _clock.Advance(TimeSpan.FromHours(1));
        }

        pauses[0].ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
        pauses[3].ShouldBeInRange(TimeSpan.FromSeconds(178), TimeSpan.FromSeconds(240));
        channel.Fail = _ => null;
        (await sender.SendDueAsync(Token)).ShouldBe((0, 0));
        channel.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_OneTopic_KeepsItsOrderOnEachChannel()
    {
        var (slow, fast) = (new RecordingChannel(_channel), new RecordingChannel(_channel + "-fast"));
        slow.Fail = n => slow.Told.IsEmpty && n.Title == "begins" ? new InvalidOperationException("not yet") : null;
        var node = await NodeAsync([slow, fast]);
        var (store, sender) = (node.Get<INotificationStore>(), node.Get<NotificationSender>());
        await store.AddAsync(Key(1), "topic", Told("begins"), [slow.Name, fast.Name], Token);
        await store.AddAsync(Key(2), "topic", Told("ends"), [slow.Name, fast.Name], Token);

        await sender.SendDueAsync(Token);
        fast.Told.Select(n => n.Title).ShouldBe(["begins", "ends"]);
        slow.Told.ShouldBeEmpty();
        slow.Fail = _ => null;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await sender.SendDueAsync(Token);

        slow.Told.Select(n => n.Title).ShouldBe(["begins", "ends"]);
    }

    [Fact]
    public async Task Send_PermanentFailureOrWishToWait_IsHeeded()
    {
        var channel = new RecordingChannel(_channel);
        channel.Fail = n => new NotificationFailedException("no") { IsPermanent = n.Title == "gone", RetryAfter = TimeSpan.FromMinutes(20) };
        var node = await NodeAsync([channel]);
        var store = node.Get<INotificationStore>();
        await store.AddAsync(Key(1), Key(1), Told("gone"), [_channel], Token);
        await store.AddAsync(Key(2), Key(2), Told("later"), [_channel], Token);

        await node.Get<NotificationSender>().SendDueAsync(Token);

        var undelivered = (await store.ListUndeliveredAsync(100, Token)).Where(u => u.Channel == _channel).ToDictionary(u => u.Title);
        undelivered["gone"].IsDead.ShouldBeTrue();
        undelivered["later"].IsDead.ShouldBeFalse();
        (undelivered["later"].NextAt - _clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Drop_Ended_LeavesWhatIsStillToBeSent()
    {
        var node = await NodeAsync([new RecordingChannel(_channel)]);
        var store = node.Get<INotificationStore>();
        await store.AddAsync(Key(1), Key(1), Told("sent"), [_channel], Token);
        await node.Get<NotificationSender>().SendDueAsync(Token);
        await store.AddAsync(Key(2), Key(2), Told("waits"), [_channel], Token);

        (await store.DropBeforeAsync(_clock.GetUtcNow().AddMinutes(1), Token)).ShouldBeGreaterThanOrEqualTo(1);

        (await store.ClaimAsync("n", [_channel], 8, Claim, Token)).ShouldHaveSingleItem().Notification.ShouldSatisfyAllConditions(
            n => n.Title.ShouldBe("waits"), n => n.Data.ShouldBe(new Dictionary<string, string?> { ["a"] = "b" }), n => n.Severity.ShouldBe(NotificationSeverity.Critical));
    }

    private string Key(int number) => $"{_channel}_{number}";

    private Notification Told(string title) => new()
    {
        Id = Notification.NewId(), Type = "test", Severity = NotificationSeverity.Critical, Title = title, At = _clock.GetUtcNow(),
        Data = new Dictionary<string, string?> { ["a"] = "b" },
    };

    private async Task<TestNode> NodeAsync(IEnumerable<INotificationChannel> channels) =>
        Keep(TestNode.Create((await Host.SharedAsync()).ByTheNodesClock().With(channels), _clock));
}
