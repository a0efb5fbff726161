using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Recording;
using Tollgate.Server.Recording;

namespace Tollgate.Server.Health;

/// <summary>Examines the configured country database.</summary>
internal sealed class CountryCheck(IOptions<RecordingOptions> options, TimeProvider time)
{
    private const string Name = "country database";
    private static readonly TimeSpan Old = TimeSpan.FromDays(90); // the free ones come out monthly or weekly

    /// <summary>What was found; null when none is configured.</summary>
    public Finding? Examine()
    {
        if (options.Value.CountryDatabase is not { } path)
        {
            return null;
        }

        try
        {
            using var file = CountryFile.Open(Path.GetFullPath(path));
            var found = string.Create(CultureInfo.InvariantCulture, $"{file.Kind} of {file.BuiltAt:yyyy-MM-dd}, in {path}.");
            return time.GetUtcNow() - file.BuiltAt > Old
                ? new Finding(Name, Severity.Warning, $"{found} Networks have moved since.", "Put a newer file in its place; running nodes pick it up.")
                : new Finding(Name, Severity.Ok, found);
        }
        catch (InvalidDataException exception)
        {
            return new Finding(Name, Severity.Problem, exception.Message, "Correct Tollgate:Recording:CountryDatabase: `tollgate serve` does not start like this.");
        }
    }
}
