using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Guides;

/// <summary>docs/stripe.md is run as it stands: each command against the fake and a gateway of its own, each line of output compared.</summary>
public sealed class StripeGuideTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guide_RunAgainstTheFake_KeepsEveryPromise()
    {
        RequireTools("bash", "curl", "jq");
        var steps = Guide.Read(await File.ReadAllTextAsync(Path.Combine(RealData.RepositoryRoot, "docs", "stripe.md"), Cancel));
        using var folder = new TestFolder();

        var (exitCode, outputs, error) = await new GuideShell(folder).RunAsync(steps, Cancel);

        for (var i = 0; i < outputs.Count; i++)
        {
            Guide.FindBroken(steps[i].Promises, outputs[i]).ShouldBeNull($"step '{steps[i].Title}' printed:\n{outputs[i]}\n{error}");
        }

        exitCode.ShouldBe(0, error);
        outputs.Count.ShouldBe(steps.Count, error);
        outputs[9].ShouldContain("paid 2925 usd\n2900 1 × API Pro\n25 5 API Pro, further units");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Fake_ToldToStop_EndsCleanly(string signal)
    {
        using var fake = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Tollgate.Server.dll"), "stripe", "fake", "--port", "0", "--output", "json"]) { RedirectStandardOutput = true })!;
        try
        {
            (await fake.StandardOutput.ReadLineAsync(Cancel))!.ShouldContain("\"status\":\"listening\"");
            using var kill = Process.Start("kill", [$"-{signal}", $"{fake.Id}"]);

            await fake.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);

            fake.ExitCode.ShouldBe(0);
        }
        finally
        {
            fake.Kill();
        }
    }

    [Fact]
    public async Task Guide_HasTenSteps_AndEachIsRun()
    {
        var steps = Guide.Read(await File.ReadAllTextAsync(Path.Combine(RealData.RepositoryRoot, "docs", "stripe.md"), Cancel));

        steps.TakeWhile(s => char.IsAsciiDigit(s.Title[0])).Select(s => s.Title.Split('.')[0]).ShouldBe(
            Enumerable.Range(1, 10).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        steps.Take(10).ShouldAllBe(s => s.Commands.Length > 0);
        steps.Take(10).Skip(1).ShouldAllBe(s => s.Promises.Count > 0);
    }

    [Theory]
    [InlineData("paid … usd", "draft\npaid  2925 usd", null)]
    [InlineData("paid 2925 usd", "paid 2900 usd", "paid 2925 usd")]
    [InlineData("a.c", "abc", "a.c")]
    public void Promise_ComparedWithOutput_IsBrokenOrKept(string promise, string output, string? broken) =>
        Guide.FindBroken([promise], output).ShouldBe(broken);

    [Fact]
    public void Promises_InAnotherOrder_AreBroken() => Guide.FindBroken(["two", "one"], "one\ntwo").ShouldBe("one");

    private static void RequireTools(params string[] tools)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = tools.Where(tool => !folders.Any(folder => File.Exists(Path.Combine(folder, tool)))).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var notice = $"The guide is not run: {string.Join(", ", missing)} is not installed; install it (apt-get install {string.Join(' ', missing)}).";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", notice);
        Assert.Fail(notice);
    }
}
