using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>What may stand in a source file, and where.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void Sql_InSource_StandsInStatementsAndMigrationsOnly()
    {
        var sources = SourceTree.Sources();
        sources.ShouldContain(s => s.Path.Contains("/Statements/") && Sql().IsMatch(s.Text), "the pattern finds what it is for");

        var misplaced = sources
            .Where(s => !s.Path.Contains("/Statements/", StringComparison.Ordinal) && !s.Path.Contains("/Migrations/", StringComparison.Ordinal))
            .SelectMany(s => Sql().Matches(s.Text).Select(m => $"{s.Path}:{s.Text[..m.Index].Count(c => c == '\n') + 1}: {m.Value}"));

        misplaced.ShouldBeEmpty("move the statement to Statements/");
    }

    [Fact]
    public void Clock_InSource_IsTheTimeProvider()
    {
        Find(SystemClock()).ShouldBeEmpty("take a TimeProvider");
    }

    [Fact]
    public void Wait_InSource_NeverBlocksAThread()
    {
        Find(Blocking()).ShouldBeEmpty("await it");
    }

    [Theory]
    [InlineData("text.CommandText = \"select 1 from users\";", true)]
    [InlineData("const string X = \"\"\"update users set name = 1\"\"\";", true)]
    [InlineData("Run(\"-- tollgate: x\");", true)]
    [InlineData("const string X = \"\"\"\n    delete from users\n    \"\"\";", true)]
    [InlineData("string.Join(\", \", plans.Select(p => p.Name))", false)]
    [InlineData("/// select from", false)]
    public void SqlPattern_OnALine_FindsStatementsAndNothingElse(string line, bool isSql) => Sql().IsMatch(line).ShouldBe(isSql);

    private static IEnumerable<string> Find(Regex pattern) => SourceTree.Sources()
        .SelectMany(s => Lines(s.Text).Where(l => pattern.IsMatch(l.Text)).Select(l => $"{s.Path}:{l.Number}: {l.Text.Trim()}"));

    private static IEnumerable<(int Number, string Text)> Lines(string text) => text.Split('\n').Select((line, index) => (index + 1, line));

    /// <summary>A literal that begins as a statement does; what a person is told to run ("Run: vacuum ...") does not.</summary>
    [GeneratedRegex(
        @"""\s*((--|/\*)\s*tollgate|select\s[^""]{0,200}\bfrom\s|select\s+\d|insert\s+into\s|update\s+\S+\s+set\b|delete\s+from\s|(create|alter|drop)\s+(table|index|view)\b"
        + @"|begin\s+immediate|pragma\s|listen\s+tollgate)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Sql();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"\bThread\.Sleep\b|\.Wait\(\)|\.GetAwaiter\(\)\.GetResult\(\)|\w(Async\([^)]*\)|[tT]ask)\.Result\b")]
    private static partial Regex Blocking();
}
