using System.Runtime.Versioning;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Limiting;
using Tollgate.Sqlite.Administering;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Tests.Limiting;
using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Administering;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteDoctorTests : IDisposable
{
    private readonly SqliteLedgerHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Examine_DatabaseInUse_IsWell()
    {
        File.SetUnixFileMode(_host.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var ledger = new SqliteQuotaLedger(_host.Path, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await ledger.GrantAsync([Ask.For(Ask.Spec("user_1", (Window.Month, 10)), now, wanted: 1)], Token);
        await new SqliteNodeRegistry(_host.Path, TimeProvider.System).HeartbeatAsync("a", Token);

        var findings = await new SqliteDoctor(_host.Path, TimeProvider.System).ExamineAsync(Token);

        findings.Where(finding => finding.Severity > Severity.Note).ShouldBeEmpty();
        findings.Single(finding => finding.Name == "ledger rows").Detail.ShouldBe("1.");
        findings.Single(finding => finding.Name == "nodes alive").Detail.ShouldBe("1.");
        findings.Single(finding => finding.Name == "journal_mode").Detail.ShouldBe("wal.");
    }

    [Fact]
    public async Task Examine_FileOpenToAll_SaysHowToCloseIt()
    {
        File.SetUnixFileMode(_host.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var finding = (await new SqliteDoctor(_host.Path, TimeProvider.System).ExamineAsync(Token)).Single(f => f.Name == "permissions");

        finding.Severity.ShouldBe(Severity.Warning);
        finding.Fix.ShouldNotBeNull().ShouldContain("chmod");
    }

    [Fact]
    public async Task Examine_NoFile_IsAProblemAndMakesNone()
    {
        var path = _host.Path + ".none";

        var finding = (await new SqliteDoctor(path, TimeProvider.System).ExamineAsync(Token)).ShouldHaveSingleItem();

        finding.Severity.ShouldBe(Severity.Problem);
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Examine_NoDatabase_IsAProblem()
    {
        var path = _host.Path + ".txt";
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("not a database\n", 500)), Token);

        (await new SqliteDoctor(path, TimeProvider.System).ExamineAsync(Token)).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Problem);
    }

    [Fact]
    public void Diagnosis_OfBadFacts_FindsEach()
    {
        var facts = new SqliteFacts("3.50.0", "delete", 1, "row 3 missing from index", UnixFileMode.None, 1L << 30, 1L << 29, 1L << 30, null, null);

        var findings = SqliteDiagnosis.Of(facts, "/data/tollgate.db").Where(finding => finding.Severity > Severity.Note).ToArray();

        findings.Select(finding => finding.Name).ShouldBe(["quick_check", "journal_mode", "synchronous", "write-ahead log", "tables"]);
        findings.ShouldAllBe(finding => finding.Fix != null);
    }
}
