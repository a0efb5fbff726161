using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>A plan as the store keeps it.</summary>
/// <param name="Plan">The definition, with its version.</param>
/// <param name="IsArchived">Whether nobody can subscribe to it any more.</param>
/// <param name="CreatedAt">When this version was stored.</param>
/// <param name="Subscriptions">Subscriptions to the plan, whatever their status.</param>
public sealed record StoredPlan(Plan Plan, bool IsArchived, DateTimeOffset CreatedAt, int Subscriptions);
