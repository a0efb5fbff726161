using Microsoft.Extensions.Options;
using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>Checks <see cref="RestrictionOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class RestrictionOptionsValidator : IValidateOptions<RestrictionOptions>
{
    private const string Section = "Tollgate:Billing:Restrictions:";
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, RestrictionOptions options)
    {
        var errors = new List<string>();
        Check(errors, nameof(options.LimitedAfter), options.LimitedAfter, TimeSpan.Zero, Year);
        Check(errors, nameof(options.LimitedAfterHardDecline), options.LimitedAfterHardDecline, TimeSpan.Zero, Year);
        Check(errors, nameof(options.SuspendedAfter), options.SuspendedAfter, TimeSpan.Zero, Year);
        Check(errors, nameof(options.EpisodeWindow), options.EpisodeWindow, TimeSpan.FromDays(1), TimeSpan.FromDays(3_650));
        Check(errors, nameof(options.Interval), options.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(errors, nameof(options.LimitedAfterAttempts), options.LimitedAfterAttempts, 1, 100);
        Check(errors, nameof(options.HalvedFromEpisode), options.HalvedFromEpisode, 2, 1_000);
        Check(errors, nameof(options.LimitedFromEpisode), options.LimitedFromEpisode, 2, 1_000);
        if (options.SuspendedAfter < options.LimitedAfter)
        {
            errors.Add($"{Section}{nameof(options.SuspendedAfter)} is {options.SuspendedAfter}, before {nameof(options.LimitedAfter)} ({options.LimitedAfter}); use at least that.");
        }

        if (!Enum.IsDefined(options.OpenDispute))
        {
            errors.Add($"{Section}{nameof(options.OpenDispute)} is {options.OpenDispute}; use {string.Join(", ", Enum.GetNames<RestrictionLevel>())}.");
        }

        if (options.HardDeclines.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{Section}{nameof(options.HardDeclines)} has a blank entry; use codes of the payment provider, e.g. lost_card.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void Check<T>(List<string> errors, string setting, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            errors.Add(FormattableString.Invariant($"{Section}{setting} is {value}; use {least} to {most}."));
        }
    }
}
