using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Maintaining;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Testing.Maintaining;

/// <summary>Clean-up: what is old goes, what is of use stays, and a dry run says the same and does nothing.</summary>
public abstract class CleanUpSuite(IStoreHost host) : StoreSuite(host)
{
    private const string Summing = "usage summaries";
    private const int Many = 1_203; // some steps of 500

    /// <summary>Names of all tables.</summary>
    protected abstract string Tables { get; }

    /// <summary>An instant as the column nodes.heartbeat_at stores it.</summary>
    protected abstract string Heartbeat(DateTimeOffset at);

    [Theory]
    [InlineData(MaintenanceSchedule.Hourly)]
    [InlineData(MaintenanceSchedule.Daily)]
    [InlineData(MaintenanceSchedule.Weekly)]
    public async Task DryRun_OldAndNewData_ChangesNothingAndSaysWhatTheRunThenDoes(MaintenanceSchedule job)
    {
        var node = await SeededAsync();
        var runner = node.Get<MaintenanceRunner>();
        var before = await ContentAsync(node);

        var preview = await runner.PreviewAsync(job, null, Token);

        (await ContentAsync(node)).ShouldBe(before);
        var run = (await runner.RunNowAsync(job, null, Token)).ShouldNotBeNull();
        run.Outcome.ShouldBe(JobOutcome.Succeeded, run.Error);
        preview.Tasks.Select(t => t.Name).ShouldBe(run.Tasks.Select(t => t.Name));
        Removed(preview).ShouldBe(Removed(run));
        run.Tasks.Sum(t => t.Rows).ShouldBeGreaterThan(0);
        var again = (await runner.RunNowAsync(job, null, Token)).ShouldNotBeNull();
        preview.Tasks.Where(t => t.Name == Summing).SelectMany(t => t.Lines).ShouldBe(
            run.Tasks.Where(t => t.Name == Summing).SelectMany(t => t.Lines.Select(l => l.Replace("Summed", "Would sum", StringComparison.Ordinal))));
        again.Tasks.ShouldAllBe(t => t.Rows == 0 && t.Partitions == 0 && t.Error == null);
    }

    [Fact]
    public async Task Hourly_OldAndNewData_RemovesTheOld()
    {
        var node = await SeededAsync();

        var run = (await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Hourly, null, Token)).ShouldNotBeNull();

        Rows(run, "expired cache entries").ShouldBe(Many);
        Rows(run, "dead nodes").ShouldBe(1);
        Rows(run, "ledger rows of anonymous callers").ShouldBe(Many);
        (await ColumnAsync(node, "select cache_key from rate_limit_cache")).ShouldBe(["fresh"]);
        (await ColumnAsync(node, "select name from nodes")).ShouldBe(["fresh"]);
        (await ColumnAsync(node, "select subject from rate_limit_ledger where subject like 'ip_%' order by subject")).ShouldBe(["ip_in_a_window", "ip_just_over"]);
    }

    [Fact]
    public async Task Daily_OldAndNewData_RemovesTheOld()
    {
        var node = await SeededAsync();

        var run = (await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Daily, null, Token)).ShouldNotBeNull();

        Rows(run, "recorded usage").ShouldBe(2);
        Rows(run, "daily request counts").ShouldBe(1);
        Rows(run, "job history").ShouldBe(1);
        (await ColumnAsync(node, "select subject from rate_limit_ledger where subject not like 'ip_%' order by subject")).ShouldBe(
            ["group", "key_999999", "user_999998", "user_999999"]);
        (await ColumnAsync(node, "select sequence from api_usage order by sequence")).ShouldBe(["3", "4"]);
        (await ColumnAsync(node, "select requests_today from users order by name")).ShouldBe(["7", "0"]);
    }

    [Fact]
    public async Task Weekly_LeftoversOfTheGone_RemovesThemAndReportsHealth()
    {
        var node = await SeededAsync();

        var run = (await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Weekly, null, Token)).ShouldNotBeNull();

        Rows(run, "ledger rows of removed users and dead keys").ShouldBe(2);
        (await ColumnAsync(node, "select count(*) from rate_limit_ledger where subject in ('user_999998', 'key_999999')")).ShouldBe(["0"]);
        (await ColumnAsync(node, "select subject from rate_limit_ledger where subject = 'user_999999'")).ShouldBe(["user_999999"], "it was used just now");
        run.Tasks.Single(t => t.Name == "health").Lines[0].ShouldContain("examinations");
    }

    [Fact]
    public async Task Daily_UsageThatCouldNotBeSummed_StaysAndIsNamed()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var noon = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero).AddHours(12);
        await node.Get<IUsageStore>().AddAsync([Events.Served("a", 1, noon.AddDays(-60))], Token);
        await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Hourly, null, Token);
        await node.Get<IUsageStore>().AddAsync([Events.Served("a", 2, noon.AddDays(-50)), Events.Served("a", 3, noon.AddDays(-40))], Token);
        await QueryAsync(node, "alter table usage_totals rename to away");

        var first = (await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Daily, null, Token)).ShouldNotBeNull();
        (await ColumnAsync(node, "select sequence from api_usage order by sequence")).ShouldBe(["2", "3"]);
        first.Outcome.ShouldBe(JobOutcome.Failed);
        first.Tasks.Single(t => t.Name == "recorded usage").Lines.ShouldHaveSingleItem().ShouldContain("not summed up yet");

        await QueryAsync(node, "alter table away rename to usage_totals");
        (await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Daily, null, Token)).ShouldNotBeNull().Outcome.ShouldBe(JobOutcome.Succeeded);
        (await ColumnAsync(node, "select sequence from api_usage")).ShouldBeEmpty();
        (await ColumnAsync(node, "select sum(requests) from usage_subjects where grain = 'day'")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Daily_OldSums_RemovesThemByTheirGrain()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var now = DateTimeOffset.UtcNow;
        await node.Get<IUsageStore>().AddAsync(
            [Events.Served("a", 1, now.AddDays(-801)), Events.Served("a", 2, now.AddDays(-91)), Events.Served("a", 3, now.AddDays(-1))], Token);
        var runner = node.Get<MaintenanceRunner>();
        await runner.RunNowAsync(MaintenanceSchedule.Hourly, null, Token);

        var run = (await runner.RunNowAsync(MaintenanceSchedule.Daily, null, Token)).ShouldNotBeNull();

        Rows(run, "recorded usage").ShouldBe(2);
        (await ColumnAsync(node, "select count(*) from usage_summaries")).ShouldBe(["1"]);
        (await ColumnAsync(node, "select count(*) from usage_daily")).ShouldBe(["2"]);
        (await ColumnAsync(node, "select count(*) from usage_subjects where grain = 'month'")).ShouldBe(["3"]);
        Rows(run, "hourly summaries").ShouldBe(4); // two hours, and everybody's totals of them
        Rows(run, "daily summaries").ShouldBe(3); // one day, everybody's total of it, and the subject's
    }

    [Fact]
    public async Task Daily_OldHoursOfAPeriodThatIsBilledByUsage_StayUntilItIsOverForGood()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var now = node.Get<TimeProvider>().GetUtcNow();
        var user = (await node.Get<AddUser>().RunAsync("yearly", null, false, Token)).Account.User.Id;
        await AddSegmentAsync(node, user, now.AddDays(-200), now.AddDays(165));
        await node.Get<IUsageStore>().AddAsync([Events.Served("a", 1, now.AddDays(-202)), Events.Served("a", 2, now.AddDays(-199)), Events.Served("a", 3, now.AddDays(-1))], Token);
        var runner = node.Get<MaintenanceRunner>();
        await runner.RunNowAsync(MaintenanceSchedule.Hourly, null, Token);

        await runner.RunNowAsync(MaintenanceSchedule.Daily, null, Token);
        (await ColumnAsync(node, "select count(*) from usage_summaries")).ShouldBe(["2"]); // the oldest was before the period

        await using (var context = await StoredRows.OpenAsync(node))
        {
            await context.BillingSegments.ExecuteUpdateAsync(s => s.SetProperty(r => r.IsClosed, true).SetProperty(r => r.PeriodEnd, now.AddDays(-34)), Token);
        }

        await runner.RunNowAsync(MaintenanceSchedule.Daily, null, Token);
        (await ColumnAsync(node, "select count(*) from usage_summaries")).ShouldBe(["2"]); // somebody may still look back

        await using (var context = await StoredRows.OpenAsync(node))
        {
            await context.BillingSegments.ExecuteUpdateAsync(s => s.SetProperty(r => r.PeriodEnd, now.AddDays(-36)), Token);
        }

        await runner.RunNowAsync(MaintenanceSchedule.Daily, null, Token);
        (await ColumnAsync(node, "select count(*) from usage_summaries")).ShouldBe(["1"]);
    }

    private static async Task AddSegmentAsync(TestNode node, long user, DateTimeOffset start, DateTimeOffset end)
    {
        await using var context = await StoredRows.OpenAsync(node);
        context.BillingSegments.Add(new BillingSegment
        {
            UserId = user,
            SubscriptionReference = "sub_yearly",
            PeriodStart = start,
            PeriodEnd = end,
            PlanName = "yearly",
            Meter = "api_units",
        });
        await context.SaveChangesAsync(Token);
    }

    /// <summary>A ledger row with one window.</summary>
    private Task<List<string[]>> LedgerRowAsync(TestNode node, string subject, DateTimeOffset end, DateTimeOffset updatedAt) => QueryAsync(node, $"""
        insert into rate_limit_ledger (subject, scope, start_1, end_1, used_1, start_4, end_4, used_4, granted, updated_at{PositionColumn})
        values ('{subject}', '*', {Ms(end.AddMinutes(-1))}, {Ms(end.AddSeconds(-30))}, 1, {Ms(end.AddDays(-30))}, {Ms(end)}, 1, 1, {Ms(updatedAt)}{PositionValue})
        """);

    private async Task<TestNode> SeededAsync()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var now = DateTimeOffset.UtcNow;
        var old = now.AddDays(-40);
        await ManyAsync(node, "insert into rate_limit_cache (cache_key, value, expires_at) values ", i => $"('old{i}', {EmptyBlob}, {Ms(now.AddSeconds(-1 - i))})");
        await QueryAsync(node, $"insert into rate_limit_cache (cache_key, value, expires_at) values ('fresh', {EmptyBlob}, {Ms(now.AddMinutes(30))})");
        await QueryAsync(node, $"insert into nodes (name, started_at, heartbeat_at, version) values ('dead', {Heartbeat(old)}, {Heartbeat(now.AddDays(-2))}, '1'), ('fresh', {Heartbeat(old)}, {Heartbeat(now)}, '1')");
        await ManyAsync(
            node,
            $"insert into rate_limit_ledger (subject, scope, start_1, end_1, used_1, granted, updated_at{PositionColumn}) values ",
            i => $"('ip_old{i}', '*', {Ms(now.AddHours(-3))}, {Ms(now.AddHours(-2))}, 1, 1, {Ms(now.AddHours(-2))}{PositionValue})");
        await LedgerRowAsync(node, "ip_in_a_window", now.AddDays(1), now.AddHours(-5));
        await LedgerRowAsync(node, "ip_just_over", now.AddMinutes(-20), now.AddMinutes(-30));
        await LedgerRowAsync(node, "user_old", old, old);
        await LedgerRowAsync(node, "group", now.AddDays(-2), now.AddDays(-2));
        await LedgerRowAsync(node, "user_999998", now.AddDays(9), now.AddDays(-20));
        await LedgerRowAsync(node, "user_999999", now.AddDays(9), now.AddMinutes(-20));
        await LedgerRowAsync(node, "key_999999", now.AddDays(9), now.AddDays(-20));
        var (ann, bob) = (await node.Get<AddUser>().RunAsync("ann", null, false, Token), await node.Get<AddUser>().RunAsync("bob", null, false, Token));
        var counter = node.Get<IDailyRequestCounter>();
        await counter.AddAsync(new Dictionary<long, long> { [ann.Account.User.Id] = 7 }, DateOnly.FromDateTime(now.UtcDateTime), Token);
        await counter.AddAsync(new Dictionary<long, long> { [bob.Account.User.Id] = 9 }, DateOnly.FromDateTime(old.UtcDateTime), Token);
        await node.Get<IUsageStore>().AddAsync(
            [Events.Served("a", 1, old), Events.Served("a", 2, old.AddDays(1)), Events.Served("a", 3, now.AddDays(-34)), Events.Served("a", 4, now)], Token);
        var history = node.Get<IJobHistory>();
        var id = await history.TryStartAsync(new JobStart(MaintenanceSchedule.Weekly, null, now.AddDays(-200), "a"), Token);
        await history.SaveAsync(id!.Value, now.AddDays(-200), JobOutcome.Succeeded, [], null, Token);
        return node;
    }

    /// <summary>Columns that one of the databases has besides.</summary>
    protected abstract string PositionColumn { get; }

    /// <summary>Their values.</summary>
    protected abstract string PositionValue { get; }

    /// <summary>No bytes.</summary>
    protected abstract string EmptyBlob { get; }

    private static Task<List<string[]>> ManyAsync(TestNode node, string insert, Func<int, string> row) =>
        QueryAsync(node, insert + string.Join(", ", Enumerable.Range(0, Many).Select(row)));

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    /// <summary>What the tasks removed; how many rows sums have is known only afterwards.</summary>
    private static IEnumerable<(string, long, int, long)> Removed(JobRun run) =>
        run.Tasks.Where(t => t.Name != Summing).Select(t => (t.Name, t.Rows, t.Partitions, t.Bytes));

    private static long Rows(JobRun run, string task) => run.Tasks.Single(t => t.Name == task).Rows;

    private static Task<List<string[]>> QueryAsync(TestNode node, string sql) => StoredUsage.QueryAsync(node, sql, Token);

    private static async Task<List<string>> ColumnAsync(TestNode node, string sql) => [.. (await QueryAsync(node, sql)).Select(r => r[0])];

    private async Task<List<string>> ContentAsync(TestNode node)
    {
        var content = new List<string>();
        foreach (var table in await ColumnAsync(node, Tables))
        {
            content.AddRange((await QueryAsync(node, $"select * from \"{table}\"")).Select(row => $"{table}: {string.Join('|', row)}").Order(StringComparer.Ordinal));
            content.Add(table);
        }

        return content;
    }
}
