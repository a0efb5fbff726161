namespace Tollgate.StripeFake;

/// <summary>A registered receiver: its id, and the secret that its events are signed with.</summary>
public sealed record StripeFakeWebhook(string Id, string Secret);
