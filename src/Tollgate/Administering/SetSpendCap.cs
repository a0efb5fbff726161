using System.Globalization;
using Tollgate.Billing;

namespace Tollgate.Administering;

/// <summary>Sets what a user wants to pay for overage in a period at most, or lifts that.</summary>
public sealed class SetSpendCap(IUserStore users, TimeProvider clock)
{
    /// <summary>Sets the cap, in place of an earlier one; it holds on every node within a second.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="amount">Minor units of the currency, from 0: 2500 for 25.00 dollars, 0 for no overage at all.</param>
    /// <param name="currency">ISO 4217 code, e.g. "usd"; it caps plans that bill overage in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, or amount or currency are not valid.</exception>
    public async Task<SpendCap> RunAsync(string user, long amount, string currency, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (amount < 0)
        {
            errors.Add("amount", amount.ToString(CultureInfo.InvariantCulture), $"The cap is {amount}; use minor units from 0, e.g. 2500 for 25.00.");
        }

        var code = currency.ToLowerInvariant();
        if (!PlanRules.Currency().IsMatch(code))
        {
            errors.Add("currency", currency, $"'{currency}' is no currency. Use the three letters of ISO 4217, e.g. usd.");
        }

        errors.ThrowIfAny();
        var cap = new SpendCap { UserId = account!.User.Id, Amount = amount, Currency = code, SetAt = clock.GetUtcNow() };
        await users.SaveSpendCapAsync(cap, cancellationToken);
        return cap;
    }

    /// <summary>Lifts the cap.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidInputException">There is no such user.</exception>
    public async Task<bool> RemoveAsync(string user, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await users.RemoveSpendCapAsync(account!.User.Id, cancellationToken);
    }
}
