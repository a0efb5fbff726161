using Microsoft.Extensions.Options;

namespace Tollgate.Recording;

/// <summary>Checks <see cref="RecordingOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class RecordingOptionsValidator : IValidateOptions<RecordingOptions>
{
    private const string Section = "Tollgate:Recording:";
    private static readonly TimeSpan ShortestFlush = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestFlush = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, RecordingOptions options)
    {
        var errors = new List<string>();
        if (options.JournalPath is { } path && string.IsNullOrWhiteSpace(path))
        {
            errors.Add($"{Section}{nameof(options.JournalPath)} is blank; name a folder, or leave the setting out.");
        }

        if (options.CountryDatabase is { } countries && string.IsNullOrWhiteSpace(countries))
        {
            errors.Add($"{Section}{nameof(options.CountryDatabase)} is blank; name a file, or leave the setting out.");
        }

        Check(nameof(options.MaxJournalBytes), options.MaxJournalBytes, 1L << 20, 1L << 40, errors);
        Check(nameof(options.BufferSize), options.BufferSize, 1_024, 1_048_576, errors);
        Check(nameof(options.IPv4PrefixLength), options.IPv4PrefixLength, 8, 32, errors);
        Check(nameof(options.IPv6PrefixLength), options.IPv6PrefixLength, 16, 128, errors);
        if (options.FlushInterval < ShortestFlush || options.FlushInterval > LongestFlush)
        {
            errors.Add($"{Section}{nameof(options.FlushInterval)} is {options.FlushInterval:c}; use {ShortestFlush:c} to {LongestFlush:c}.");
        }

        if (!Enum.IsDefined(options.Addresses))
        {
            errors.Add($"{Section}{nameof(options.Addresses)} is {options.Addresses}; use {string.Join(", ", Enum.GetNames<AddressPrivacy>())}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(string setting, long value, long least, long most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }
}
