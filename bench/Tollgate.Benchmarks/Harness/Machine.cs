using System.Runtime.InteropServices;

namespace Tollgate.Benchmarks.Harness;

/// <summary>Where a run took place: numbers of two machines can't be compared, ratios of one run can.</summary>
/// <param name="Processor">Its model.</param>
/// <param name="Cores">That the process may use.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime)
{
    /// <summary>This one.</summary>
    public static Machine Here => new(
        ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
