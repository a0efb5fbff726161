using System.Security.Cryptography;
using System.Text;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>Users and keys in memory, so that tests say what each may do.</summary>
public sealed class Customers : IEntitlementStore
{
    private readonly Dictionary<string, Entitlement> _byKey = [];
    private readonly Dictionary<string, Entitlement> _byUser = [];
    private long _ids = 41;

    /// <summary>The plan of callers by address; null to need a key.</summary>
    public Plan? Anonymous { get; set; }

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    public int Lookups { get; private set; }

    /// <summary>Adds a user with a key to a plan; returns the key.</summary>
    public string Add(Plan plan, Func<Entitlement, Entitlement>? change = null)
    {
        var key = ApiKeyText.Create();
        var id = ++_ids;
        var entitlement = new Entitlement
        {
            Subject = User.SubjectOf(id),
            UserId = id,
            UserName = $"user{id}@example.com",
            KeyId = id,
            Plan = plan,
            Limits = plan.Limits,
            Scopes = plan.Scopes,
        };
        entitlement = change?.Invoke(entitlement) ?? entitlement;
        _byKey[HashOf(key)] = entitlement;
        _byUser[entitlement.UserName!] = entitlement;
        return key;
    }

    public ValueTask<Entitlement?> FindByKeyAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken) =>
        Answer(_byKey.GetValueOrDefault(Convert.ToHexString(keyHash.Span)));

    public ValueTask<Entitlement?> FindByUserAsync(string userName, CancellationToken cancellationToken) =>
        Answer(_byUser.GetValueOrDefault(userName));

    public ValueTask<Entitlement?> FindBySubjectAsync(string subject, CancellationToken cancellationToken) =>
        Answer(_byUser.Values.FirstOrDefault(e => e.Subject == subject));

    public ValueTask<Plan?> FindAnonymousPlanAsync(CancellationToken cancellationToken) => Answer(Anonymous);

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private ValueTask<T?> Answer<T>(T? value)
        where T : class
    {
        Lookups++;
        return Failure is null ? new(value) : ValueTask.FromException<T?>(Failure);
    }
}
