using System.Globalization;
using Tollgate.Billing;
using Tollgate.Billing.Metering;

namespace Tollgate.Administering;

/// <summary>Lists events of the outbox of metered usage.</summary>
public sealed class ListMeterEvents
{
    private const int MaxTake = 10_000;
    private readonly IMeteringStore _store;
    private readonly IUserStore _users;

    /// <summary>Made by the container.</summary>
    internal ListMeterEvents(IMeteringStore store, IUserStore users) => (_store, _users) = (store, users);

    /// <summary>Events, newest first.</summary>
    /// <param name="user">"user_42" or a user's name; null for all.</param>
    /// <param name="state">In one state; null for all.</param>
    /// <param name="take">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, or the number is not possible.</exception>
    public async Task<IReadOnlyList<MeterEvent>> RunAsync(string? user, MeterEventState? state, int take, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (take is < 1 or > MaxTake)
        {
            errors.Add("take", take.ToString(CultureInfo.InvariantCulture), $"take is {take}; use 1 to {MaxTake}.");
        }

        var account = user is null ? null : await _users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await _store.ListAsync(new MeterEventQuery { UserId = account?.User.Id, State = state, Take = take }, cancellationToken);
    }
}
