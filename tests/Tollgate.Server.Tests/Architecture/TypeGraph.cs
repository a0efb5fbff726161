using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Every type of the product, and which types it uses, in method bodies too.</summary>
internal static class TypeGraph
{
    /// <summary>The assemblies of the product.</summary>
    public static System.Reflection.Assembly[] Assemblies { get; } =
    [
        typeof(Gate).Assembly,
        typeof(EntityFrameworkCore.TollgateDbContext).Assembly,
        typeof(Sqlite.Hosting.SqliteDatabase).Assembly,
        typeof(Postgres.Hosting.PostgresDatabase).Assembly,
        typeof(AspNetCore.HttpOptions).Assembly,
        typeof(Server.Gateway.GatewayHost).Assembly,
    ];

    /// <summary>A type's full name to the full names of the product's types that it uses.</summary>
    public static IReadOnlyDictionary<string, string[]> Uses { get; } = Load();

    private static Dictionary<string, string[]> Load()
    {
        var architecture = new ArchLoader().LoadAssemblies(Assemblies).Build();
        return architecture.Types
            .Where(IsOurs)
            .GroupBy(type => Outermost(type.FullName))
            .ToDictionary(
                group => group.Key,
                group => group.SelectMany(type => type.Dependencies).Select(d => d.Target).Where(IsOurs)
                    .Select(target => Outermost(target.FullName)).Where(name => name != group.Key).Distinct().ToArray());
    }

    private static bool IsOurs(IType type) => type.FullName.StartsWith("Tollgate.", StringComparison.Ordinal);

    /// <summary>A nested type, a closure and a state machine belong to the type around them.</summary>
    private static string Outermost(string fullName) => fullName.Split('+', '/')[0];
}
