using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Shows what the lint found.</summary>
internal static class PlanLintReport
{
    /// <summary>Writes the findings as a table, or that there are none.</summary>
    public static void Write(Report report, IReadOnlyList<PlanFinding> findings)
    {
        report.Line(findings.Count == 0 ? "Lint: every limit can be reached." : $"Lint: {findings.Count} {(findings.Count == 1 ? "finding" : "findings")}:");
        if (findings.Count > 0)
        {
            report.Table(["Plan", "Scope", "Window", "Finding"], findings.Select(f => (string?[])[f.Plan, f.Scope, f.Window, f.Message]));
        }
    }

    /// <summary>A finding in JSON.</summary>
    public static object Shape(PlanFinding finding) => new { finding.Plan, finding.Scope, finding.Window, finding.Message };
}
