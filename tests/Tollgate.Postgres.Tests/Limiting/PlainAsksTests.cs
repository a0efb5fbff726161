using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Shouldly;
using Tollgate.Limiting;
using Tollgate.Postgres.Limiting;
using Tollgate.Testing;
using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

/// <summary>Which statement settles what: plain asks by the first, what it leaves by the second, small and mixed batches by the second alone.</summary>
public sealed class PlainAsksTests(PostgresServer server) : IAsyncDisposable
{
    private const string Charge = "tollgate.ledger.charge";
    private const string Grant = "tollgate.ledger.grant_4";

    private static readonly Window Anchored = Window.Month with { Anchor = TestClock.At("2026-01-17T08:30:00Z") };

    private readonly PostgresLedgerHost _host = new(server);
    private readonly TestClock _clock = new(TestClock.At("2026-03-10T12:34:56.789Z"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Batch_NewSubjectsAndThenTheSameWindows_IsOneStatement()
    {
        LedgerAsk[] asks = [.. Subjects(20).Select(s => AskFor(s, wanted: 3, limit: 10))];

        (await StatementsOfAsync(asks)).ShouldBe([Charge]);
        (await StatementsOfAsync(asks)).ShouldBe([Charge]);

        (await UsedAsync("user_07")).ShouldBe(6);
    }

    [Fact]
    public async Task Batch_SomeHaveLessLeftThanTheyWant_GetTheRestFromTheSecondStatement()
    {
        await StatementsOfAsync([AskFor("user_03", wanted: 9, limit: 10)]);
        LedgerAsk[] asks = [.. Subjects(20).Select(s => AskFor(s, wanted: 3, limit: 10))];

        (await StatementsOfAsync(asks)).ShouldBe([Charge, Grant]);

        (await UsedAsync("user_03")).ShouldBe(10);
        (await UsedAsync("user_04")).ShouldBe(3);
    }

    [Fact]
    public async Task Batch_TheMinuteIsOver_RollsOverInOneStatement()
    {
        await StatementsOfAsync([.. Subjects(20).Select(s => AskFor(s, wanted: 8, limit: 10))]);
        _clock.Advance(TimeSpan.FromMinutes(1));

        (await StatementsOfAsync([.. Subjects(20).Select(s => AskFor(s, wanted: 8, limit: 10))])).ShouldBe([Charge]);
        (await StatementsOfAsync([.. Subjects(20).Select(s => AskFor(s, wanted: 2, limit: 10))])).ShouldBe([Charge]);

        (await UsedAsync("user_00")).ShouldBe(10);
        (await RowAsync("user_00")).Used.Take(4).ShouldBe([10, 18, 18, 18]);
    }

    [Fact]
    public async Task Batch_AMinuteThatOverlapsTheStoredOne_IsRedefinedInTheSecondStatement()
    {
        await StatementsOfAsync([.. Subjects(20).Select(s => AskFor(s, wanted: 8, limit: 10))]);
        LedgerAsk[] shifted = [.. Subjects(20).Select(s => Shifted(AskFor(s, wanted: 2, limit: 10)))];

        (await StatementsOfAsync(shifted)).ShouldBe([Charge, Grant]);

        (await UsedAsync("user_00")).ShouldBe(10); // it keeps its count
    }

    [Fact]
    public async Task Batch_AWindowThatWasNeverUsed_BeginsInOneStatement()
    {
        LedgerAsk[] before = [.. Subjects(20).Select(s => Ask.For(Ask.Spec(s, (Window.Day, 100)), _clock.Now, wanted: 8))];
        await StatementsOfAsync(before);

        (await StatementsOfAsync([.. Subjects(20).Select(s => AskFor(s, wanted: 3, limit: 10))])).ShouldBe([Charge]);

        (await RowAsync("user_00")).Used.Take(4).ShouldBe([3, 3, 11, 3]);
    }

    [Fact]
    public async Task Batch_SubjectsHaveDifferentWindows_IsOneStatementAndEachIsChargedToItsOwn()
    {
        // Every third has months that begin with its subscription, every third has no hour and no day, and one begins with another minute stored.
        await StatementsOfAsync([Shifted(AskFor("user_01", wanted: 1, limit: 10))]);
        LedgerAsk[] asks = [.. Subjects(21).Select((s, i) => (i % 3) switch
        {
            0 => Ask.For(Ask.Spec(s, (Window.Minute, 10), (Window.Hour, 100), (Window.Day, 100), (Anchored, 100)), _clock.Now, wanted: 3),
            1 => AskFor(s, wanted: 3, limit: 10),
            _ => Ask.For(Ask.Spec(s, (Window.Minute, 10), (Window.Month, 100)), _clock.Now, wanted: 3),
        })];

        (await StatementsOfAsync(asks)).ShouldBe([Charge, Grant]);
        (await StatementsOfAsync(asks)).ShouldBe([Charge]);

        foreach (var ask in asks.Where(a => a.Spec.Subject != "user_01"))
        {
            var row = await RowAsync(ask.Spec.Subject);
            row.Used.ShouldBe(ask.Spec.BySlot.Select(limit => limit is null ? 0L : 6L));
            row.Spans.ShouldBe(ask.Spans);
        }

        (await UsedAsync("user_01")).ShouldBe(7);
    }

    [Fact]
    public async Task Batch_SubjectsHaveDifferentPlansAndScopes_IsOneStatementAndEachHasItsOwnLimit()
    {
        LedgerAsk[] asks = [.. Subjects(20).Select((s, i) => Ask.For(
            new QuotaSpec(s, i % 2 == 0 ? "*" : "search", [new(Window.Minute, i % 3 == 0 ? 4 : 10), new(Window.Month, 100)]), _clock.Now, wanted: 1 + (i % 2)))];

        (await StatementsOfAsync(asks)).ShouldBe([Charge]);
        (await StatementsOfAsync(asks)).ShouldBe([Charge]);
        (await StatementsOfAsync(asks)).ShouldBe([Charge, Grant]); // subscribers of the small plan who want two at a time have none left

        for (var i = 0; i < asks.Length; i++)
        {
            var row = await RowAsync(asks[i].Spec.Subject);
            row.Scope.ShouldBe(asks[i].Spec.Scope);
            row.Used[0].ShouldBe(Math.Min(3 * (1 + (i % 2)), i % 3 == 0 ? 4 : 10));
        }
    }

    [Fact]
    public async Task Batch_SmallOrMixed_IsOneStatement()
    {
        (await StatementsOfAsync([.. Subjects(PlainAsks.DefaultLeast - 1).Select(s => AskFor(s, wanted: 1, limit: 10))])).ShouldBe([Grant]);

        var starts = AskFor("user_00", wanted: 1, limit: 10).Spans.Select(s => s.Start).ToArray();
        LedgerAsk[] mixed = [.. Subjects(20).Select((s, i) => Ask.For(Spec(s, 10), _clock.Now, wanted: 1, back: i % 4 == 0 ? 1 : 0, backStarts: starts))];
        (await StatementsOfAsync(mixed)).ShouldBe([Grant]);
    }

    [Fact]
    public async Task Batch_NodesClockIsAhead_GrantsNothing()
    {
        var asks = Subjects(20).Select(s => Ask.For(Spec(s, 10), _clock.Now + 60_000, wanted: 1)).ToArray();
        await using var ledger = await _host.OpenAsync(() => _clock.Now) as PostgresQuotaLedger;

        var reply = await ledger!.GrantAsync(asks, Token);

        reply.Grants.ShouldAllBe(g => g.IsStale && g.Granted == 0);
    }

    /// <summary>The same with a minute that begins half a minute later.</summary>
    private static LedgerAsk Shifted(LedgerAsk ask) => new()
    {
        Spec = ask.Spec,
        Wanted = ask.Wanted,
        Spans = [new(ask.Spans[0].Start + 30_000, ask.Spans[0].End + 30_000), .. ask.Spans.Skip(1)],
    };

    private static IEnumerable<string> Subjects(int count) => Enumerable.Range(0, count).Select(i => $"user_{i:00}");

    private static QuotaSpec Spec(string subject, long limit) => Ask.Spec(subject, (Window.Minute, limit), (Window.Hour, 100), (Window.Day, 100), (Window.Month, 100));

    private LedgerAsk AskFor(string subject, long wanted, long limit) => Ask.For(Spec(subject, limit), _clock.Now, wanted);

    /// <summary>The ledger's statements that settle a batch, in their order.</summary>
    private async Task<string[]> StatementsOfAsync(LedgerAsk[] asks)
    {
        var connection = await _host.ConnectionStringAsync();
        var database = new NpgsqlConnectionStringBuilder(connection).Database;
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var tags = activity.TagObjects.Select(t => t.Value?.ToString() ?? "").ToArray();
                if (tags.Any(t => t == database) && new[] { Charge, Grant }.FirstOrDefault(s => tags.Any(t => t.Contains(s, StringComparison.Ordinal))) is { } statement)
                {
                    seen.Enqueue(statement);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var ledger = await _host.OpenAsync(() => _clock.Now) as PostgresQuotaLedger;
        await ledger!.GrantAsync(asks, Token);
        return [.. seen];
    }

    private async Task<long> UsedAsync(string subject) => (await RowAsync(subject)).Used[0];

    private async Task<LedgerRow> RowAsync(string subject)
    {
        await using var ledger = await _host.OpenAsync(() => _clock.Now) as PostgresQuotaLedger;
        return (await ledger!.ReadAsync(subject, Token)).Rows.ShouldHaveSingleItem();
    }
}
