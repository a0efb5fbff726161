using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Administering;

/// <summary>Keeps users with subscriptions and overrides; every write reaches all nodes within a second.</summary>
public interface IUserStore
{
    /// <summary>A user by id; null when there is none.</summary>
    Task<UserAccount?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>A user by exact name; null when there is none.</summary>
    Task<UserAccount?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>A page of users by id.</summary>
    Task<UserPage> ListAsync(UserQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a user with an active subscription and, if given, a key; null when the name is taken.</summary>
    /// <param name="name">The user's name.</param>
    /// <param name="planName">An existing plan.</param>
    /// <param name="key">The first key; its <see cref="ApiKey.UserId"/> is ignored.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<UserAccount?> AddAsync(string name, string planName, ApiKey? key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives every user without any subscription an active one to the plan; returns how many.</summary>
    Task<int> SubscribeRestAsync(string planName, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Stores the subscription: a new one when its id is 0, else the changed one.</summary>
    Task SaveSubscriptionAsync(Subscription subscription, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a stored subscription; only what the change touches is written, so that a renewal does not undo a restriction that was set meanwhile.
    /// With another plan, other seats or another period comes, in the same transaction, the month limit that holds until the month ends.
    /// </summary>
    /// <returns>The subscription as it is now.</returns>
    Task<Subscription> ChangeSubscriptionAsync(Subscription subscription, Action<Subscription> change, CancellationToken cancellationToken);

    /// <summary>Stores an override, in place of one for the same scope and window.</summary>
    Task SaveOverrideAsync(LimitOverride limit, CancellationToken cancellationToken);

    /// <summary>Removes an override; false when there was none.</summary>
    Task<bool> RemoveOverrideAsync(long userId, string scope, string window, CancellationToken cancellationToken);

    /// <summary>Stores what a user wants to pay for overage at most, in place of an earlier cap.</summary>
    Task SaveSpendCapAsync(SpendCap cap, CancellationToken cancellationToken);

    /// <summary>Removes a user's spend cap; false when there was none.</summary>
    Task<bool> RemoveSpendCapAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Puts a user on the allow list, the deny list or neither.</summary>
    Task SaveAccessAsync(long userId, AccessRule access, CancellationToken cancellationToken);
}
