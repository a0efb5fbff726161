namespace Tollgate.AspNetCore;

/// <summary>Leaves an endpoint alone: not limited, not charged, no headers. The framework's <c>[DisableRateLimiting]</c> does the same.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisableTollgateAttribute : Attribute;
