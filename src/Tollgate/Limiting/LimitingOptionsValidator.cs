using Microsoft.Extensions.Options;

namespace Tollgate.Limiting;

/// <summary>Checks <see cref="LimitingOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class LimitingOptionsValidator : IValidateOptions<LimitingOptions>
{
    private const string Section = "Tollgate:Limiting:";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, LimitingOptions options)
    {
        var errors = new List<string>();
        CheckSpan(nameof(options.LeaseTtl), options.LeaseTtl, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30), errors);
        CheckSpan(nameof(options.LongLeaseTtl), options.LongLeaseTtl, TimeSpan.Zero, TimeSpan.FromMinutes(1), errors);
        CheckSpan(nameof(options.LeaseHorizon), options.LeaseHorizon, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), errors);
        CheckSpan(nameof(options.DecisionTimeout), options.DecisionTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), errors);
        CheckSpan(nameof(options.DeniedProbeInterval), options.DeniedProbeInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), errors);
        CheckSpan(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), errors);
        CheckCount(nameof(options.MaxLease), options.MaxLease, 1, Limit.MaxCost, errors);
        CheckCount(nameof(options.Writers), options.Writers, 1, 16, errors);
        CheckCount(nameof(options.MaxBatch), options.MaxBatch, 1, 1_000, errors);
        CheckCount(nameof(options.MaxSubjects), options.MaxSubjects, 100, 100_000_000, errors);
        CheckPolicy(nameof(options.OnQuotaFailure), options.OnQuotaFailure, errors);
        CheckPolicy(nameof(options.OnRateFailure), options.OnRateFailure, errors);
        CheckPolicy(nameof(options.OnAnonymousFailure), options.OnAnonymousFailure, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckSpan(string setting, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least:c} to {most:c}.");
        }
    }

    private static void CheckCount(string setting, long value, long least, long most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }

    private static void CheckPolicy(string setting, LedgerFailurePolicy value, List<string> errors)
    {
        if (!Enum.IsDefined(value))
        {
            errors.Add($"{Section}{setting} is {value}; use {string.Join(", ", Enum.GetNames<LedgerFailurePolicy>())}.");
        }
    }
}
