using Tollgate.Administering;

namespace Tollgate.Server.Health;

/// <summary>What the probes found, as the health endpoints answer it.</summary>
internal sealed class HealthReport(IReadOnlyList<Finding> findings)
{
    /// <summary>Whether nothing keeps the node from its job.</summary>
    public bool IsHealthy => findings.All(f => f.Severity < Severity.Problem);

    /// <summary>The answer: 200 while the node can do its job, else 503.</summary>
    /// <param name="healthy">The word for all being well.</param>
    /// <param name="unhealthy">The word for a problem.</param>
    public IResult ToResult(string healthy, string unhealthy) => Results.Json(
        new HealthAnswer(
            !IsHealthy ? unhealthy : findings.Any(f => f.Severity == Severity.Warning) ? "degraded" : healthy,
            [.. findings.Where(f => f.Severity == Severity.Problem).Select(Sentence)],
            [.. findings.Where(f => f.Severity == Severity.Warning).Select(Sentence)],
            [.. findings.Select(f => new CheckAnswer(f.Name, StatusOf(f.Severity), f.Detail, f.Fix))]),
        HealthJson.AsElsewhere.HealthAnswer,
        statusCode: IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static string Sentence(Finding finding) => finding.Fix is null ? finding.Detail : $"{finding.Detail} {finding.Fix}";

    private static string StatusOf(Severity severity) => severity switch
    {
        Severity.Problem => "failed",
        Severity.Warning => "warning",
        _ => "ok",
    };
}
