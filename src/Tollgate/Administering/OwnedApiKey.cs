using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>A key and whose it is.</summary>
/// <param name="Key">The key, without its secret.</param>
/// <param name="UserName">The owner's name.</param>
public sealed record OwnedApiKey(ApiKey Key, string UserName);
