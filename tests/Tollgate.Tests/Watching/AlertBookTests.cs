using CsCheck;
using Shouldly;
using Tollgate.Notifying;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Tests.Watching;

public sealed class AlertBookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public void Compare_NewFinding_Fires()
    {
        var change = Compare([], [Found("a", 80)]).ShouldHaveSingleItem();

        change.Kind.ShouldBe(AlertChangeKind.Fired);
        change.IsAnnounced.ShouldBeTrue();
        change.Alert.ShouldBe(new Alert
        {
            Rule = "quota", Thing = "a", Subject = "user_1", Level = 80, Severity = NotificationSeverity.Info, Summary = "a at 80", Detail = "do",
            FiredAt = Noon, ChangedAt = Noon, Revision = 1,
        });
    }

    [Fact]
    public void Compare_SameOrLowerLevel_ChangesNothing()
    {
        Compare([Firing("a", 90)], [Found("a", 90)]).ShouldBeEmpty();
        Compare([Firing("a", 90)], [Found("a", 80)]).ShouldBeEmpty();
    }

    [Fact]
    public void Compare_HigherLevel_RaisesAndKeepsTheWorseSeverity()
    {
        var change = Compare([Firing("a", 90) with { Severity = NotificationSeverity.Critical, MissingSince = Noon }], [Found("a", 100)]).ShouldHaveSingleItem();

        change.Kind.ShouldBe(AlertChangeKind.Raised);
        (change.Alert.Level, change.Alert.Severity, change.Alert.MissingSince, change.Alert.Revision).ShouldBe((100, NotificationSeverity.Critical, null, 2));
    }

    [Fact]
    public void Compare_Gone_IsMissedThenFoundAgainOrResolved()
    {
        var missed = Compare([Firing("a", 90)], []).ShouldHaveSingleItem();
        (missed.Kind, missed.IsAnnounced, missed.Alert.MissingSince).ShouldBe((AlertChangeKind.Missed, false, Noon));

        Compare([missed.Alert], [], Noon + Patience - TimeSpan.FromSeconds(1)).ShouldBeEmpty();
        var again = Compare([missed.Alert], [Found("a", 80)], Noon.AddMinutes(1)).ShouldHaveSingleItem();
        (again.Kind, again.IsAnnounced, again.Alert.MissingSince).ShouldBe((AlertChangeKind.FoundAgain, false, null));
        var resolved = Compare([missed.Alert], [], Noon + Patience).ShouldHaveSingleItem();
        (resolved.Kind, resolved.IsAnnounced, resolved.Alert.State, resolved.Alert.ResolvedAt).ShouldBe((AlertChangeKind.Resolved, true, AlertState.Resolved, Noon + Patience));
    }

    [Fact]
    public void Compare_NoPatience_ResolvesAtOnce() =>
        AlertBook.Compare("quota", null, [Firing("a", 90)], [], Noon, TimeSpan.Zero).ShouldHaveSingleItem().Kind.ShouldBe(AlertChangeKind.Resolved);

    [Fact]
    public void Compare_TwoFindingsAboutOneThing_TakesTheHigher() =>
        Compare([], [Found("a", 80), Found("a", 100), Found("a", 90)]).ShouldHaveSingleItem().Alert.Level.ShouldBe(100);

    /// <summary>
    /// Whatever is found in whatever order, with the state read back from the store before each look: an alert is told of once when it fires,
    /// once for each new height, once when it resolves, and two looks that race store each change once.
    /// </summary>
    [Fact]
    public void Compare_AnyHistory_TellsOfEachHeightOnceAndOfTheEndOnce() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[1, 4]).Array[1, 60].Sample(history =>
        {
            var (told, time, store) = (new List<AlertChange>(), Noon, new List<Alert>());
            foreach (var (a, b, minutes) in history)
            {
                time += TimeSpan.FromMinutes(minutes);
                AlertFinding[] findings = [.. new[] { ("a", a), ("b", b) }.Where(f => f.Item2 > 0).Select(f => Found(f.Item1, f.Item2))];
                var firing = store.Where(s => s.State == AlertState.Firing).ToList();
                var first = Compare(firing, findings, time);
                var second = Compare(firing, findings, time);
                told.AddRange(Store(store, first).Concat(Store(store, second)).Where(c => c.IsAnnounced));
                if (findings.Any(f => !store.Exists(s => s.State == AlertState.Firing && s.Thing == f.Thing && s.Level >= f.Level)))
                {
                    return false; // something is wrong and nobody was told
                }
            }

            return told.GroupBy(c => c.Alert.Id).All(IsOneStory);
        }, iter: 2_000);

    private static bool IsOneStory(IEnumerable<AlertChange> changes)
    {
        var story = changes.ToList();
        var isOver = story[^1].Kind == AlertChangeKind.Resolved;
        var heights = story.SkipLast(isOver ? 1 : 0).ToList();
        return heights[0].Kind == AlertChangeKind.Fired
            && heights.Skip(1).All(c => c.Kind == AlertChangeKind.Raised)
            && heights.Zip(heights.Skip(1)).All(p => p.First.Alert.Level < p.Second.Alert.Level)
            && (!isOver || story[^1].Alert.ResolvedAt - story[^1].Alert.MissingSince >= Patience);
    }

    /// <summary>Stores as the tables do: one firing row per thing, and a change only on the revision that it was made for.</summary>
    private static List<AlertChange> Store(List<Alert> store, IReadOnlyList<AlertChange> changes)
    {
        var stored = new List<AlertChange>();
        foreach (var change in changes)
        {
            var at = store.FindIndex(s => s.State == AlertState.Firing && s.Thing == change.Alert.Thing);
            if (change.Kind == AlertChangeKind.Fired && at < 0)
            {
                var alert = change.Alert with { Id = store.Count + 1 };
                store.Add(alert);
                stored.Add(change with { Alert = alert });
            }
            else if (change.Kind != AlertChangeKind.Fired && at >= 0 && store[at].Revision == change.Alert.Revision - 1)
            {
                store[at] = change.Alert;
                stored.Add(change);
            }
        }

        return stored;
    }

    private static IReadOnlyList<AlertChange> Compare(IEnumerable<Alert> firing, IEnumerable<AlertFinding> findings, DateTimeOffset? now = null) =>
        AlertBook.Compare("quota", null, firing, findings, now ?? Noon, Patience);

    private static AlertFinding Found(string thing, int level) => new()
    {
        Thing = thing, Subject = "user_1", Level = level, Severity = NotificationSeverity.Info, Summary = $"{thing} at {level}", Detail = "do",
    };

    private static Alert Firing(string thing, int level) => new()
    {
        Id = 1, Rule = "quota", Thing = thing, Level = level, Summary = thing, FiredAt = Noon, ChangedAt = Noon, Revision = 1,
    };
}
