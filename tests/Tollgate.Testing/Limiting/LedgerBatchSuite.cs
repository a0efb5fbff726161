using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>Batches of asks, probes, and reading.</summary>
public abstract class LedgerBatchSuite(ILedgerHost host) : LedgerSuite(host)
{
    private QuotaSpec Spec => Ask.Spec(Subject, (Window.Minute, 10), (Window.Day, 100));

    [Fact]
    public async Task Batch_SeveralSubjectsAndScopes_AnswersEachInOrder()
    {
        var ledger = await LedgerAsync();
        QuotaSpec[] specs =
        [
            Ask.ScopedSpec(Subject + "A", "*", (Window.Minute, 5)),
            Ask.ScopedSpec(Subject + "A", "search", (Window.Parse("PT15M"), 6)),
            Ask.ScopedSpec(Subject + "a", "*", (Window.Minute, 7)),
            Ask.ScopedSpec(Subject + "é", "*", (Window.Day, 8)),
        ];

        var reply = await ledger.GrantAsync([.. specs.Select(spec => Ask.For(spec, Clock.Now, wanted: 100))], Token);

        reply.Grants.Select(grant => grant.Granted).ShouldBe([5, 6, 7, 8]);
        var reading = await ledger.ReadAsync(Subject + "A", Token);
        reading.Rows.Select(row => (row.Scope, row.Used.Max())).ShouldBe([("*", 5), ("search", 6)]);
    }

    [Fact]
    public async Task Batch_LargestAllowed_IsGrantedTwiceToTheLimit()
    {
        var ledger = await LedgerAsync();
        LedgerAsk[] asks = [.. Enumerable.Range(1_000, 1_000).Select(n => Ask.For(Ask.Spec($"{Subject}_{n}", (Window.Minute, n), (Window.Month, n)), Clock.Now, wanted: 1_500))];

        var first = await ledger.GrantAsync(asks, Token);
        var second = await ledger.GrantAsync(asks, Token);

        first.Grants.Sum(grant => grant.Granted).ShouldBe(Enumerable.Range(1_000, 1_000).Sum(n => Math.Min(n, 1_500)));
        second.Grants.Sum(grant => grant.Granted).ShouldBe(Enumerable.Range(1_000, 1_000).Sum(n => Math.Max(0, n - 1_500)));
    }

    [Fact]
    public async Task Batch_EmptyUnsortedOrRepeated_Throws()
    {
        var ledger = await LedgerAsync();
        var other = Ask.For(Ask.Spec(Subject + "_2", (Window.Minute, 1)), Clock.Now, wanted: 1);
        var ask = Ask.For(Spec, Clock.Now, wanted: 1);

        await Should.ThrowAsync<ArgumentException>(async () => await ledger.GrantAsync([], Token));
        await Should.ThrowAsync<ArgumentException>(async () => await ledger.GrantAsync([other, ask], Token));
        await Should.ThrowAsync<ArgumentException>(async () => await ledger.GrantAsync([ask, ask], Token));
    }

    [Fact]
    public async Task Batch_Cancelled_Throws()
    {
        var ledger = await LedgerAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await ledger.GrantAsync([Ask.For(Spec, Clock.Now, wanted: 1)], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Probe_NothingLeft_RefusesWithoutAWrite()
    {
        await GrantAsync(Spec, wanted: 10);
        var version = await Host.VersionAsync(Subject, "*");
        Clock.Advance(TimeSpan.FromMilliseconds(1_500));

        var grant = await GrantAsync(Ask.For(Spec, Clock.Now, wanted: 5, isProbe: true));

        grant.Granted.ShouldBe(0);
        grant.IsStale.ShouldBeFalse();
        grant.Used[Minute].ShouldBe(10);
        version.ShouldNotBeNull();
        (await Host.VersionAsync(Subject, "*")).ShouldBe(version);
    }

    [Fact]
    public async Task Probe_UnitsLeft_Grants()
    {
        await GrantAsync(Spec, wanted: 7);
        var version = await Host.VersionAsync(Subject, "*");
        Clock.Advance(TimeSpan.FromMilliseconds(1_500));

        (await GrantAsync(Ask.For(Spec, Clock.Now, wanted: 5, isProbe: true))).Granted.ShouldBe(3);

        (await Host.VersionAsync(Subject, "*")).ShouldNotBe(version);
    }

    [Fact]
    public async Task Probe_UnitsComeBack_WritesAndGrants()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 10));

        (await GrantAsync(Ask.For(Spec, Clock.Now, wanted: 5, back: 2, backStarts: starts, isProbe: true))).Granted.ShouldBe(2);
    }

    [Fact]
    public async Task Probe_Stale_SaysSoWithoutAWrite()
    {
        await GrantAsync(Spec, wanted: 3);
        var version = await Host.VersionAsync(Subject, "*");

        (await GrantAsync(Ask.For(Spec, Clock.Now + 60_000, wanted: 5, isProbe: true))).IsStale.ShouldBeTrue();

        (await Host.VersionAsync(Subject, "*")).ShouldBe(version);
    }

    [Fact]
    public async Task Probe_NoRow_RefusedOnesMakeNoneAndOthersAreGranted()
    {
        (await GrantAsync(Ask.For(Ask.Spec(Subject, (Window.Minute, 0)), Clock.Now, wanted: 5, isProbe: true))).Granted.ShouldBe(0);
        (await Host.VersionAsync(Subject, "*")).ShouldBeNull();

        (await GrantAsync(Ask.For(Spec, Clock.Now, wanted: 5, isProbe: true))).Granted.ShouldBe(5);
    }

    [Fact]
    public async Task Batch_ProbesAmongOthers_AnswersEachInOrder()
    {
        var ledger = await LedgerAsync();
        QuotaSpec[] specs = [.. Enumerable.Range(0, 4).Select(n => Ask.Spec($"{Subject}_{n}", (Window.Minute, 10)))];
        await ledger.GrantAsync([Ask.For(specs[1], Clock.Now, wanted: 10)], Token);

        var reply = await ledger.GrantAsync([.. specs.Select((spec, n) => Ask.For(spec, Clock.Now, wanted: n + 1, isProbe: n < 3))], Token);

        reply.Grants.Select(grant => grant.Granted).ShouldBe([1, 0, 3, 4]);
    }

    [Fact]
    public async Task Read_UnknownSubject_HasNoRows()
    {
        var ledger = await LedgerAsync();

        var reading = await ledger.ReadAsync(Subject, Token);

        reading.DatabaseNow.ShouldBe(Clock.Now);
        reading.Rows.ShouldBeEmpty();
    }
}
