using System.Runtime.CompilerServices;
using Shouldly;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>The repository that the tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Full path of a file or folder below the root.</summary>
    public static string PathOf(params string[] segments) => Path.Combine([Root, .. segments]);

    /// <summary>Hand-written source files below src: path from the root with '/', and text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources()
    {
        var files = Directory.EnumerateFiles(PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Root, file).Replace('\\', '/'), Full: file))
            .Where(file => !file.Path.Split('/').Any(s => s is "obj" or "bin"))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (file.Path, File.ReadAllText(file.Full)))
            .ToList();
        files.Count.ShouldBeGreaterThan(100);
        return files;
    }

    private static string Find([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here) })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Tollgate.slnx")))
                {
                    return folder;
                }
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests has Tollgate.slnx; run them from a checkout.");
    }
}
