using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Postgres.Administering;
using Tollgate.Postgres.Tests.Limiting;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Postgres.Tests.Administering;

public sealed class PostgresDoctorTests(PostgresServer server, PostgresLedgerHost host) : IClassFixture<PostgresLedgerHost>
{
    private static readonly ServerFacts s_good = new(150018, "15.18", "on", "on", "on", false, false, TimeSpan.FromMilliseconds(3), 0, true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Examine_MigratedDatabase_IsWell()
    {
        var findings = await ExamineAsync(await host.ConnectionStringAsync());

        findings.Where(finding => finding.Severity > Severity.Note).ShouldBeEmpty();
        findings.Select(finding => finding.Name).ShouldBe(
            ["connection", "version", "fsync", "full_page_writes", "synchronous_commit", "role", "replicas", "clock", "ledger rows", "size", "dead rows", "oldest transaction", "nodes alive"]);
    }

    [Fact]
    public async Task Examine_EmptyReadOnlyDatabaseThatForgets_SaysSo()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var options = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c synchronous_commit=off -c default_transaction_read_only=on" };

        var findings = await ExamineAsync(options.ConnectionString);

        findings.Where(finding => finding.Severity > Severity.Note).Select(finding => finding.Name).ShouldBe(["synchronous_commit", "role", "tables"]);
    }

    [Fact]
    public async Task Examine_NobodyThere_IsAProblemWithoutThePassword()
    {
        var findings = await ExamineAsync("Host=127.0.0.1;Port=1;Username=tollgate;Password=hunter2;Database=none");

        var finding = findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Problem);
        finding.Detail.ShouldNotContain("hunter2");
    }

    [Fact]
    public void ServerDiagnosis_OfBadFacts_FindsEachWithItsFix()
    {
        ServerDiagnosis.Of(s_good).ShouldAllBe(finding => finding.Severity == Severity.Ok);

        var findings = ServerDiagnosis.Of(new ServerFacts(120022, "12.22", "off", "off", "off", true, false, TimeSpan.FromSeconds(-90), 2, true)).ToArray();

        findings.ShouldAllBe(finding => finding.Severity > Severity.Note && finding.Fix != null);
        findings.Length.ShouldBe(7);
    }

    [Fact]
    public void TableDiagnosis_DeadRowsAndLongTransaction_WarnsOfBoth()
    {
        TableDiagnosis.Of([new("rate_limit_ledger", 1_000, 50_000, 1 << 24), new("users", 10, 100, 8_192)])
            .Single(finding => finding.Severity == Severity.Warning).Fix.ShouldNotBeNull().ShouldContain("vacuum rate_limit_ledger;");
        TableDiagnosis.OldestHolder("psql (pid 7, idle in transaction)", TimeSpan.FromHours(2)).Severity.ShouldBe(Severity.Warning);
        TableDiagnosis.OldestHolder("psql (pid 7, active)", TimeSpan.FromSeconds(2)).Severity.ShouldBe(Severity.Ok);
    }

    private static Task<IReadOnlyList<Finding>> ExamineAsync(string connectionString) =>
        new PostgresDoctor(connectionString, TimeProvider.System).ExamineAsync(Token);
}
