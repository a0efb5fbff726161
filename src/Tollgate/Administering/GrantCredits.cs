using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;

namespace Tollgate.Administering;

/// <summary>Grants a user prepaid credits.</summary>
public sealed class GrantCredits(IUserStore users, ICreditStore credits, TimeProvider time)
{
    /// <summary>Grants the units; once for each reference, however often it is called.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="units">1 to <see cref="CreditGrant.MaxUnits"/>.</param>
    /// <param name="expiresAt">When what is left of them is lost; null for never.</param>
    /// <param name="reference">What they are for, at most 255 characters; null for something that is granted this once.</param>
    /// <param name="reason">Why, at most 500 characters; null when nobody says.</param>
    /// <param name="grantedBy">Who grants them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, a value is not valid, or the reference is of another grant.</exception>
    public async Task<GrantedCredits> RunAsync(
        string user, long units, DateTimeOffset? expiresAt, string? reference, string? reason, string grantedBy, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (units is < 1 or > CreditGrant.MaxUnits)
        {
            errors.Add("units", units.ToString(CultureInfo.InvariantCulture), $"{units} units can't be granted; use 1 to {CreditGrant.MaxUnits}.");
        }

        if (expiresAt <= time.GetUtcNow())
        {
            errors.Add("expiresAt", Text(expiresAt), $"The credits would have expired at {Text(expiresAt)} already. Give a time to come, or leave it out for never.");
        }

        CheckText("reference", reference, 255, errors);
        CheckText("reason", reason, 500, errors);
        errors.ThrowIfAny();
        var granted = await credits.GrantAsync(
            new NewCredits
            {
                UserId = account!.User.Id,
                Units = units,
                ExpiresAt = expiresAt,
                Reference = reference ?? $"manual-{RandomNumberGenerator.GetHexString(24, lowercase: true)}",
                Reason = reason,
                GrantedBy = grantedBy,
            },
            cancellationToken);
        if (granted.Grant.UserId != account.User.Id || granted.Grant.Units != units)
        {
            errors.Add("reference", reference, $"'{reference}' is the reference of another grant, of {granted.Grant.Units} units to user_{granted.Grant.UserId}. Nothing was granted; choose another one.");
            errors.ThrowIfAny();
        }

        return granted;
    }

    private static void CheckText(string field, string? text, int longest, InputErrors errors)
    {
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Any(char.IsControl)))
        {
            errors.Add(field, text, $"The {field} is no text of 1 to {longest} characters without control characters. Change it, or leave it out.");
        }
    }

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
