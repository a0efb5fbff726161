using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>What a policy would make of a change of plan.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="IsPlans">Whether it is the policy of the new plan.</param>
/// <param name="Limit">The month limit until the month ends; null for none.</param>
/// <param name="Remaining">Units left of it, never negative; null without a limit.</param>
public sealed record PolicyPreview(ChangePolicy Policy, bool IsPlans, long? Limit, long? Remaining);
