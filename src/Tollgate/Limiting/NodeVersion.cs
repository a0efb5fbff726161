using System.Reflection;

namespace Tollgate.Limiting;

/// <summary>The version that a node says it runs, e.g. "0.1.0".</summary>
internal static class NodeVersion
{
    /// <summary>Of this program, without the commit it was built from.</summary>
    public static string Current { get; } =
        (typeof(NodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
