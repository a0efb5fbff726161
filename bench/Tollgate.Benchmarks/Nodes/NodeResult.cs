namespace Tollgate.Benchmarks.Nodes;

/// <summary>What a node process counted.</summary>
/// <param name="Admitted">Requests of subjects far below their limits.</param>
/// <param name="AdmittedLimited">Requests of the subject whose limit is reached.</param>
/// <param name="RefusedLimited">Refusals of that subject.</param>
/// <param name="Seconds">From the first request to the last.</param>
internal sealed record NodeResult(long Admitted, long AdmittedLimited, long RefusedLimited, double Seconds);
