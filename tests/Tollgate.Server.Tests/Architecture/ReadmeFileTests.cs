using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Each stage says what it owns and what it does not, in few lines.</summary>
public sealed class ReadmeFileTests
{
    [Fact]
    public void Stage_InTheCore_HasAShortReadme()
    {
        var stages = Directory.GetDirectories(SourceTree.PathOf("src", "Tollgate")).Where(f => Path.GetFileName(f) is not ("obj" or "bin")).ToList();
        stages.Count.ShouldBeGreaterThanOrEqualTo(6);

        foreach (var stage in stages)
        {
            var readme = Path.Combine(stage, "README.md");
            File.Exists(readme).ShouldBeTrue(readme);
            var lines = File.ReadAllLines(readme);
            lines.Length.ShouldBeInRange(5, 24, readme);
            lines[0].ShouldBe($"# {Path.GetFileName(stage)}");
            lines.ShouldContain(l => l.StartsWith("- **Owns", StringComparison.Ordinal), readme);
            lines.ShouldContain(l => l.StartsWith("- **Does not own", StringComparison.Ordinal), readme);
        }
    }
}
