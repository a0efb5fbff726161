using System.Reflection;

namespace Tollgate.Server.Commands;

/// <summary>The version of this program.</summary>
internal static class ProductVersion
{
    /// <summary>The version without build metadata, e.g. "0.1.0".</summary>
    public static string Text { get; } =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
