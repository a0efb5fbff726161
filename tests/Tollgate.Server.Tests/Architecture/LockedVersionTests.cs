using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>No locked package is older than minimum-versions.txt allows.</summary>
public sealed class LockedVersionTests
{
    [Fact]
    public void Package_Locked_IsAtLeastTheMinimum()
    {
        var minimums = File.ReadLines(SourceTree.PathOf("tests", "Tollgate.Server.Tests", "Architecture", "minimum-versions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => Version.Parse(words[1]), StringComparer.OrdinalIgnoreCase);
        var locked = Locked().Where(package => minimums.ContainsKey(package.Name)).ToList();
        locked.ShouldContain(package => package.Name == "Npgsql");

        var old = locked.Where(package => Version.Parse(package.Version.Split('-', '+')[0]) < minimums[package.Name])
            .Select(package => $"{package.File}: {package.Name} {package.Version} is below {minimums[package.Name]}");

        old.ShouldBeEmpty();
    }

    private static IEnumerable<(string File, string Name, string Version)> Locked()
    {
        foreach (var folder in new[] { "src", "tests", "samples", "bench" }.Select(f => SourceTree.PathOf(f)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "packages.lock.json", SearchOption.AllDirectories))
            {
                using var document = JsonDocument.Parse(File.ReadAllText(file));
                foreach (var package in document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
                {
                    if (package.Value.TryGetProperty("resolved", out var version))
                    {
                        yield return (file, package.Name, version.GetString()!);
                    }
                }
            }
        }
    }
}
