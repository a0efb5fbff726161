using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Crediting;

/// <summary>Checks <see cref="CreditOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class CreditOptionsValidator : IValidateOptions<CreditOptions>
{
    private const string Section = "Tollgate:Billing:";
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, CreditOptions options)
    {
        var errors = options.CreditPacks
            .Where(p => p.Value is < 1 or > CreditGrant.MaxUnits)
            .Select(p => $"{Section}{nameof(options.CreditPacks)}:{p.Key} is {p.Value}; use 1 to {CreditGrant.MaxUnits} units.")
            .ToList();
        if (options.CreditLifetime is { } lifetime && (lifetime < Shortest || lifetime > Longest))
        {
            errors.Add($"{Section}{nameof(options.CreditLifetime)} is {lifetime}; use {Shortest} to {Longest}, or leave it out for credits that never expire.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
