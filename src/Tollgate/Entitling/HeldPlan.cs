namespace Tollgate.Entitling;

/// <summary>A subscription with the plan that it is to.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Plan">Its plan, in the version that holds.</param>
internal sealed record HeldPlan(Subscription Subscription, Plan Plan);
