using Xunit;

namespace Tollgate.Testing;

/// <summary>Real traffic and metrics recorded elsewhere, in the folder <c>shared/data</c> beside the checkout.</summary>
public static class RealData
{
    /// <summary>The path of a file or folder of the data; skips the test when it is absent, but fails when <c>CI</c> is <c>true</c>.</summary>
    /// <param name="name">Relative to the data folder, e.g. "semicomplete-access.log".</param>
    public static string PathOf(string name)
    {
        var path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data", name));
        if (Path.Exists(path))
        {
            return path;
        }

        var notice = $"The real data file '{name}' is not in the folder shared/data beside the checkout.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", notice);
        Assert.Fail(notice);
        return path;
    }

    /// <summary>The root of the checkout: the nearest folder above the tests with the solution in it.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tollgate.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Tollgate.slnx is in no folder above {AppContext.BaseDirectory}.");
    }
}
