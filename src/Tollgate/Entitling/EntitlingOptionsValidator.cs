using Microsoft.Extensions.Options;

namespace Tollgate.Entitling;

/// <summary>Checks <see cref="EntitlingOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class EntitlingOptionsValidator : IValidateOptions<EntitlingOptions>
{
    private const string Section = "Tollgate:Entitling:";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, EntitlingOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DefaultPlan))
        {
            errors.Add($"{Section}{nameof(options.DefaultPlan)} is blank; name the plan of users without a subscription, e.g. free.");
        }

        if (options.FallbackPlan is { } fallback && string.IsNullOrWhiteSpace(fallback))
        {
            errors.Add($"{Section}{nameof(options.FallbackPlan)} is blank; name a plan, or remove the setting to give limited customers a share of their own.");
        }

        CheckSpan(nameof(options.CacheDuration), options.CacheDuration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), errors);
        CheckSpan(nameof(options.UnknownKeyDuration), options.UnknownKeyDuration, TimeSpan.Zero, TimeSpan.FromMinutes(10), errors);
        CheckCount(nameof(options.CacheCapacity), options.CacheCapacity, errors);
        CheckCount(nameof(options.MemoryCapacity), options.MemoryCapacity, errors);
        if (options.MaxUnknownKeysPerMinute is < 1 or > 1_000_000)
        {
            errors.Add($"{Section}{nameof(options.MaxUnknownKeysPerMinute)} is {options.MaxUnknownKeysPerMinute}; use 1 to 1000000.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckSpan(string setting, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }

    private static void CheckCount(string setting, int value, List<string> errors)
    {
        if (value is < 10 or > 10_000_000)
        {
            errors.Add($"{Section}{setting} is {value}; use 10 to 10000000.");
        }
    }
}
