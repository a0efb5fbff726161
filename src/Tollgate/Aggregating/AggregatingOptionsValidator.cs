using Microsoft.Extensions.Options;

namespace Tollgate.Aggregating;

/// <summary>Checks <see cref="AggregatingOptions"/> at start.</summary>
public sealed class AggregatingOptionsValidator : IValidateOptions<AggregatingOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, AggregatingOptions options) => options.Interval < Shortest || options.Interval > Longest
        ? ValidateOptionsResult.Fail($"Tollgate:Aggregating:{nameof(options.Interval)} is {options.Interval:c}; use {Shortest:c} to {Longest:c}.")
        : ValidateOptionsResult.Success;
}
