using System.Runtime.CompilerServices;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Nobody derives from a class that was not made for it.</summary>
public sealed class SealedTests
{
    [Fact]
    public void Class_ThatNobodyDerivesFrom_IsSealedOrStatic()
    {
        var types = TypeGraph.Assemblies.SelectMany(a => a.GetTypes()).Where(IsWritten).ToList();
        types.Count.ShouldBeGreaterThan(200);

        var open = types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false }).Select(type => type.FullName);

        open.ShouldBeEmpty("seal it, or make it abstract");
    }

    /// <summary>Migrations, snapshots and compiled models are written by the tool.</summary>
    private static bool IsWritten(Type type) =>
        type.FullName!.StartsWith("Tollgate.", StringComparison.Ordinal) && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && type.Namespace?.Split('.')[^1] is not ("Migrations" or "CompiledModels");
}
