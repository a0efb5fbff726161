namespace Tollgate.Administering;

/// <summary>One thing that is wrong with what was given.</summary>
/// <param name="Field">Which input, e.g. "plan" or "plans.pro.limits.hour".</param>
/// <param name="Value">What was given; null when nothing was.</param>
/// <param name="Message">What is wrong and what to do, a sentence for people.</param>
public readonly record struct InputError(string Field, string? Value, string Message);
