using Microsoft.Extensions.Options;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Adds a user with a subscription, and with a first key if wanted.</summary>
public sealed class AddUser(IUserStore users, IPlanStore plans, IOptions<EntitlingOptions> options, TimeProvider clock)
{
    /// <summary>Adds the user.</summary>
    /// <param name="name">1 to 200 characters, unique.</param>
    /// <param name="plan">The plan subscribed to; null for the default plan.</param>
    /// <param name="withKey">Whether to make a key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">The name is taken or not usable, or there is no such plan.</exception>
    public async Task<AddedUser> RunAsync(string name, string? plan, bool withKey, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        UserRules.CheckName(name, errors);
        var subscribed = await plans.FindAsync(plan ?? options.Value.DefaultPlan, errors, cancellationToken);
        errors.ThrowIfAny();
        var now = clock.GetUtcNow();
        var key = withKey ? NewApiKey.Create(0, "", null, [], now) : null;
        var account = await users.AddAsync(name, subscribed!.Plan.Name, key?.Key, now, cancellationToken)
            ?? throw InputErrors.Of("name", name, $"There is a user '{name}' already. Choose another name, or see `tollgate users show {name}`.");
        return new AddedUser(account, key);
    }
}
