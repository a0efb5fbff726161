namespace Tollgate.Billing;

/// <summary>The right to work on something until it ends by itself, and the events that wait there.</summary>
/// <param name="WorkKey">What is worked on, e.g. a subscription.</param>
/// <param name="Holder">Who works on it; another name for each claim, so that a late one is told from its successor.</param>
/// <param name="Events">All pending events of it, in the order of arrival.</param>
public sealed record WorkClaim(string WorkKey, string Holder, IReadOnlyList<WebhookEvent> Events);
