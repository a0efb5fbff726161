using CsCheck;
using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>Any sequence of batches leaves a database and the in-memory model in the same state, with the same answers.</summary>
public abstract class LedgerModelSuite(ILedgerHost host) : LedgerSuite(host)
{
    private static readonly Window s_anchored = Window.Month with { Anchor = TestClock.At("2026-01-10T12:36:00Z") };

    private static readonly Gen<long> s_limits = Gen.OneOf(0L, 1, 5, 20, 100, long.MaxValue);

    private static readonly Gen<(Window Window, long Limit)[]> s_windows = Gen.Select(
        s_limits.Array[6],
        Gen.OneOf<Window[]>([Window.Minute], [Window.Minute, Window.Day], [Window.Hour, Window.Month], [s_anchored], [Window.Month, Window.Parse("PT2M")],
            [Window.Minute, Window.Hour, Window.Day, s_anchored, Window.Parse("P7D")],
            [Window.Minute, Window.Credits], [Window.Credits], [Window.Minute, Window.Hour, Window.Day, s_anchored, Window.Parse("P7D"), Window.Credits]),
        (limits, windows) => windows.Select((window, index) => (window, limits[index])).ToArray());

    private static readonly Gen<Wish> s_wishes = Gen.Select(
        s_windows,
        Gen.Frequency((9, Gen.Long[0, 30]), (1, Gen.OneOf(long.MaxValue, 1_000))),
        Gen.Long[1, 8],
        Gen.Frequency((5, Gen.Const(0L)), (4, Gen.Long[-25, 25]), (1, Gen.OneOf(long.MaxValue, long.MinValue))),
        Gen.OneOf(0, 0, 0, 0, 0, 0, -60_000, 60_000),
        Gen.Int[0, 2],
        Gen.OneOf(true, false, false),
        (windows, wanted, minimum, back, skew, backTo, isProbe) => new Wish(windows, wanted, minimum, back, skew, backTo, isProbe));

    private static readonly Gen<(int Advance, Wish?[] Wishes)[]> s_histories = Gen.Select(
        Gen.Frequency((3, Gen.Int[0, 2_000]), (2, Gen.Int[20_000, 70_000]), (1, Gen.Const(86_400_000 * 9))),
        Gen.Frequency((1, Gen.Const((Wish?)null)), (2, s_wishes.Select(wish => (Wish?)wish))).Array[3],
        (advance, wishes) => (advance, wishes)).Array[1, 15];

    private readonly HashSet<string> _outcomes = [];

    [Fact]
    public async Task Histories_OfAnyKind_MatchTheModel()
    {
        var ledger = await LedgerAsync();
        var model = new InMemoryQuotaLedger(() => Clock.Now);
        var sample = 0;
        await s_histories.SampleAsync(history => CompareAsync(ledger, model, $"{Subject}_{sample++}", history), iter: 150, threads: 1);
        _outcomes.ShouldBe(["granted", "refused", "stale"], ignoreOrder: true);
    }

    private async Task CompareAsync(IQuotaLedger ledger, InMemoryQuotaLedger model, string name, (int Advance, Wish?[] Wishes)[] history)
    {
        var starts = new Dictionary<string, long[]>[] { [], [], [] };
        foreach (var (advance, wishes) in history)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(advance));
            LedgerAsk[] asks = [.. wishes.Select((wish, index) => wish?.ToAsk($"{name}_{index}", Clock.Now, starts)).OfType<LedgerAsk>()];
            if (asks.Length > 0)
            {
                var expected = model.Grant(asks);
                ShouldBeSame(asks, await ledger.GrantAsync(asks, Token), expected);
                _outcomes.UnionWith(expected.Grants.Select(grant => grant.IsStale ? "stale" : grant.Granted > 0 ? "granted" : "refused"));
                Remember(asks, expected, starts);
            }
        }

        for (var index = 0; index < 3; index++)
        {
            var expected = await model.ReadAsync($"{name}_{index}", Token);
            var actual = await ledger.ReadAsync($"{name}_{index}", Token);
            actual.Rows.Select(Text).ShouldBe(expected.Rows.Select(Text));
        }
    }

    private static void ShouldBeSame(LedgerAsk[] asks, LedgerReply actual, LedgerReply expected)
    {
        actual.DatabaseNow.ShouldBe(expected.DatabaseNow);
        actual.Grants.Zip(asks, Text).ShouldBe(expected.Grants.Zip(asks, Text));
    }

    // Units can be handed back to the windows of the latest answer, of the one before it, or to those asked for.
    private static void Remember(LedgerAsk[] asks, LedgerReply reply, Dictionary<string, long[]>[] starts)
    {
        for (var index = 0; index < asks.Length; index++)
        {
            var subject = asks[index].Spec.Subject;
            starts[1][subject] = starts[0].GetValueOrDefault(subject, []);
            starts[0][subject] = Ask.Starts(reply.Grants[index]);
        }
    }

    // Of slots that the ask does not use a ledger may say nothing; the rows are compared whole.
    private static string Text(LedgerGrant grant, LedgerAsk ask)
    {
        var slots = Enumerable.Range(0, QuotaSpec.Slots).Where(slot => ask.Spec.BySlot[slot] is not null).Select(slot => $"{grant.Used[slot]} in {grant.Spans[slot]}");
        return $"granted {grant.Granted} stale {grant.IsStale} used {string.Join(", ", slots)}";
    }

    private static string Text(LedgerRow row) => $"{row.Scope} used {string.Join(' ', row.Used)} spans {string.Join(' ', row.Spans)}";

    private sealed record Wish((Window Window, long Limit)[] Windows, long Wanted, long Minimum, long Back, int Skew, int BackTo, bool IsProbe)
    {
        public LedgerAsk ToAsk(string subject, long now, Dictionary<string, long[]>[] starts)
        {
            var spec = Ask.Spec(subject, Windows);
            var asked = Ask.Spans(spec, now + Skew).Select(span => span.Start).ToArray();
            var backTo = BackTo == 2 ? asked : starts[BackTo].GetValueOrDefault(subject, []);
            return Ask.For(spec, now + Skew, Wanted, Math.Min(Minimum, Math.Max(1, Wanted)), backTo.Length == 0 ? 0 : Back, backTo, IsProbe);
        }
    }
}
