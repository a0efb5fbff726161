namespace Tollgate.Limiting;

/// <summary>Where one window of a subject stands.</summary>
/// <param name="Subject">Whose units, e.g. "user_42".</param>
/// <param name="Scope">"*" or an endpoint group.</param>
/// <param name="Window">The window.</param>
/// <param name="Limit">Units allowed in this instance.</param>
/// <param name="Used">Units spent in this instance as far as this node knows; at most what the ledger counts.</param>
/// <param name="Remaining">Units left, never negative.</param>
/// <param name="StartsAt">When this instance began.</param>
/// <param name="ResetsAt">When the next instance begins.</param>
public readonly record struct WindowStatus(
    string Subject, string Scope, Window Window, long Limit, long Used, long Remaining, DateTimeOffset StartsAt, DateTimeOffset ResetsAt);
