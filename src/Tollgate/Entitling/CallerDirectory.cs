using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>Turns credentials into entitlements, from memory when it can: API key first, then the application's user, then the address.</summary>
public sealed class CallerDirectory
{
    private static readonly Caller Unknown = new(null, Outcome.Unauthenticated);
    private static readonly Caller Refused = new(null, Outcome.Denied);
    private static readonly Caller Unavailable = new(null, Outcome.Unavailable);

    private readonly AddressRules _rules;
    private readonly IdentifyingOptions _identifying;
    private readonly TimeProvider _clock;
    private readonly LookupMemory<KeyHash, Entitlement> _keys;
    private readonly LookupMemory<string, Entitlement> _users;
    private readonly AnonymousCallers _anonymous;
    private readonly StrangerBudget _strangers;

    /// <summary>Creates an empty directory in front of a store.</summary>
    public CallerDirectory(
        IEntitlementStore store,
        AddressRules rules,
        IOptions<IdentifyingOptions> identifying,
        IOptions<EntitlingOptions> entitling,
        TimeProvider clock,
        ILogger<CallerDirectory> logger)
    {
        _rules = rules;
        _identifying = identifying.Value;
        _clock = clock;
        _keys = new((hash, token) => store.FindByKeyAsync(hash.ToArray(), token), entitling.Value, clock, logger, e => e.ValidUntil);
        _users = new(store.FindByUserAsync, entitling.Value, clock, logger, e => e.ValidUntil);
        _anonymous = new(new((_, token) => store.FindAnonymousPlanAsync(token), entitling.Value, clock, logger), entitling.Value.MemoryCapacity);
        _strangers = new(entitling.Value.MaxUnknownKeysPerMinute, clock);
        Uses = new KeyUseTally(clock);
    }

    /// <summary>Which keys were used, to be stored now and then.</summary>
    internal KeyUseTally Uses { get; }

    /// <summary>The entitlement of whoever presents these credentials, or why there is none; a known caller costs no allocation.</summary>
    public ValueTask<Caller> FindAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        var rule = _rules.For(credentials.Address);
        if (rule == AccessRule.Deny)
        {
            return new(Refused);
        }

        if (credentials.ApiKey is { } text)
        {
            return FindByKeyAsync(text, credentials.Address, rule, cancellationToken);
        }

        return credentials.UserName is { Length: > 0 } name
            ? FindByUserAsync(name, credentials.Address, rule, cancellationToken)
            : FindByAddressAsync(credentials.Address, rule, cancellationToken);
    }

    /// <summary>Forgets whom a change concerns.</summary>
    internal void Forget(Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Key when KeyHash.TryParse(change.Id, out var hash):
                _keys.Forget(hash);
                break;
            case ChangeKind.User when long.TryParse(change.Id, out var id):
                _keys.Forget(e => e.UserId == id);
                _users.Forget(e => e.UserId == id);
                break;
            case ChangeKind.Everything:
                ExpireAll();
                break;
            default:
                _keys.Forget(_ => true);
                _users.Forget(_ => true);
                _anonymous.Forget();
                break;
        }
    }

    /// <summary>
    /// Looks up again whom a change of a moment ago concerns, in case the old state was read just before it. Unlike at the change itself, whoever
    /// is known stays known should the database have gone away meanwhile.
    /// </summary>
    internal void Expire(Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Key when KeyHash.TryParse(change.Id, out var hash):
                _keys.Forget(hash);
                break;
            case ChangeKind.User when long.TryParse(change.Id, out var id):
                _keys.Expire(e => e.UserId == id);
                _users.Expire(e => e.UserId == id);
                break;
            default:
                ExpireAll();
                break;
        }
    }

    /// <summary>Nothing says that anybody has changed, only that it might have gone unheard.</summary>
    private void ExpireAll()
    {
        _keys.Expire(_ => true);
        _users.Expire(_ => true);
        _anonymous.Expire();
    }

    private ValueTask<Caller> FindByKeyAsync(string text, IPAddress? address, AccessRule rule, CancellationToken cancellationToken)
    {
        Span<byte> bytes = stackalloc byte[KeyHash.Length];
        if (!ApiKeyText.TryHash(text, bytes))
        {
            return new(Unknown);
        }

        var hash = KeyHash.Of(bytes);
        return _keys.TryGet(hash, out var lookup) ? new(CallerOfKey(lookup, rule)) : LoadKeyAsync(hash, address, rule, cancellationToken);
    }

    private async ValueTask<Caller> LoadKeyAsync(KeyHash hash, IPAddress? address, AccessRule rule, CancellationToken cancellationToken)
    {
        // Whoever joins a look-up that is on its way costs the database nothing: a busy client with a good key comes many times at once.
        var client = address is null || _keys.IsLoading(hash) ? default(ClientAddress?) : ClientAddress.Of(address, _identifying);
        if (client is { } stranger && !_strangers.TrySpend(stranger))
        {
            return Unavailable; // not 401: the key may well be good, and a client would throw it away
        }

        var lookup = await _keys.LoadAsync(hash, cancellationToken);
        if (client is { } known && lookup.Value is not null)
        {
            _strangers.Return(known);
        }

        return CallerOfKey(lookup, rule);
    }

    /// <summary>A user whom only the application knows is an anonymous caller here.</summary>
    private ValueTask<Caller> FindByUserAsync(string name, IPAddress? address, AccessRule rule, CancellationToken cancellationToken) =>
        !_users.TryGet(name, out var lookup) ? LoadUserAsync(name, address, rule, cancellationToken)
        : lookup.Value is { } entitlement ? new(Admit(entitlement, rule))
        : FindByAddressAsync(address, rule, cancellationToken);

    private async ValueTask<Caller> LoadUserAsync(string name, IPAddress? address, AccessRule rule, CancellationToken cancellationToken)
    {
        var lookup = await _users.LoadAsync(name, cancellationToken);
        return !lookup.IsAnswered ? Unavailable
            : lookup.Value is { } entitlement ? Admit(entitlement, rule)
            : await FindByAddressAsync(address, rule, cancellationToken);
    }

    private ValueTask<Caller> FindByAddressAsync(IPAddress? address, AccessRule rule, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return new(Unknown);
        }

        var client = ClientAddress.Of(address, _identifying);
        return _anonymous.TryGet(client, out var entitlement)
            ? new(entitlement is null ? Unknown : Admit(entitlement, rule))
            : LoadAddressAsync(client, rule, cancellationToken);
    }

    private async ValueTask<Caller> LoadAddressAsync(ClientAddress client, AccessRule rule, CancellationToken cancellationToken)
    {
        var (isAnswered, entitlement) = await _anonymous.LoadAsync(client, cancellationToken);
        return !isAnswered ? Unavailable : entitlement is null ? Unknown : Admit(entitlement, rule);
    }

    private Caller CallerOfKey(Lookup<Entitlement> lookup, AccessRule rule)
    {
        if (lookup.Found is not { } found)
        {
            return Unavailable;
        }

        if (found.Value is not { } entitlement || entitlement.KeyExpiresAt <= _clock.GetUtcNow())
        {
            return Unknown;
        }

        Uses.Note(found, entitlement.KeyId);
        return Admit(entitlement, rule);
    }

    /// <summary>A deny of user or key wins over an address that is allowed.</summary>
    private static Caller Admit(Entitlement entitlement, AccessRule rule) => (entitlement.Access, rule) switch
    {
        (AccessRule.Deny, _) => Refused,
        (AccessRule.None, AccessRule.Allow) => new Caller(entitlement with { Access = AccessRule.Allow }),
        _ => new Caller(entitlement),
    };
}
