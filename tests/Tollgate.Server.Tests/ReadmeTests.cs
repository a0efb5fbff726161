using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public async Task Readme_Example_IsTheSampleThatCompiles()
    {
        var path = Path.Combine(RealData.RepositoryRoot, "README.md");
        var sample = await File.ReadAllLinesAsync(
            Path.Combine(RealData.RepositoryRoot, "samples", "Tollgate.Samples.Minimal", "Program.cs"), TestContext.Current.CancellationToken);
        var region = sample.SkipWhile(l => l != "#region readme").Skip(1).TakeWhile(l => l != "#endregion").ToList();
        region.Count(l => l.Length > 0 && !l.StartsWith("using ", StringComparison.Ordinal)).ShouldBeInRange(5, 15);

        var readme = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        readme.ReplaceLineEndings("\n").ShouldContain($"```csharp\n{string.Join('\n', region)}\n```");
    }
}
