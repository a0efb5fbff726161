using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>A customer: who holds a subscription, keys and usage.</summary>
public sealed class User
{
    /// <summary>Database identity, from 1.</summary>
    public long Id { get; init; }

    /// <summary>The name that the operator knows the user by, unique, 1 to 200 characters: an e-mail address, or the id in the operator's own system.</summary>
    public required string Name { get; set; }

    /// <summary>When the user was added.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Units are charged to this subject.</summary>
    public string Subject => SubjectOf(Id);

    /// <summary>Whether every request of the user is refused (deny list), admitted without charge (allow list), or neither.</summary>
    public AccessRule Access { get; set; }

    /// <summary>The subject of a user's id: "user_42".</summary>
    public static string SubjectOf(long id) => $"user_{id}";
}
