using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Administering;

/// <summary>Keeps API keys by their hash; every write reaches all nodes within a second.</summary>
public interface IApiKeyStore
{
    /// <summary>Adds a key; returns it with its id.</summary>
    Task<ApiKey> AddAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>A key by id; null when there is none.</summary>
    Task<OwnedApiKey?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>The keys with these last four characters, or whose hash begins with these hexadecimal digits; revoked ones too.</summary>
    Task<IReadOnlyList<OwnedApiKey>> SearchAsync(string lastFourOrHash, CancellationToken cancellationToken);

    /// <summary>The keys of one user, or of all when null; by id.</summary>
    Task<IReadOnlyList<OwnedApiKey>> ListAsync(long? userId, CancellationToken cancellationToken);

    /// <summary>Revokes a key; a key that was revoked before keeps its time.</summary>
    Task RevokeAsync(long id, DateTimeOffset revokedAt, CancellationToken cancellationToken);

    /// <summary>Adds the successor of a key and sets when the old one stops to work, in one step; returns the successor with its id.</summary>
    Task<ApiKey> RotateAsync(long id, ApiKey successor, DateTimeOffset oldExpiresAt, CancellationToken cancellationToken);

    /// <summary>Puts a key on the allow list, the deny list or neither.</summary>
    Task SaveAccessAsync(long id, AccessRule access, CancellationToken cancellationToken);

    /// <summary>Notes that the keys were used; the only write that caches need not hear of.</summary>
    Task NoteUseAsync(IReadOnlyCollection<long> ids, DateTimeOffset usedAt, CancellationToken cancellationToken);
}
