using System.Text;
using Tollgate.Entitling;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Plans;

/// <summary>A file of plans, in YAML or JSON, read completely or not at all.</summary>
/// <param name="Plans">The plans in the order written; empty when there are errors.</param>
/// <param name="Errors">Everything that is wrong, in the order of lines; empty when all is well.</param>
internal sealed record PlanFile(IReadOnlyList<Plan> Plans, IReadOnlyList<FileError> Errors)
{
    /// <summary>Bytes that a plan file has at most; thousands of plans fit.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Levels of nesting at most.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads a text; JSON when it begins with a brace or bracket, else YAML.</summary>
    public static PlanFile Parse(string text)
    {
        var errors = new FileErrors();
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            errors.Add(0, $"the file is larger than {MaxBytes / 1024} KB; split it, and apply the parts without --prune");
            return new PlanFile([], errors.Sorted);
        }

        var isJson = text.AsSpan().TrimStart("\uFEFF \t\r\n") is ['{' or '[', ..];
        var root = isJson ? JsonNodeReader.Read(text.TrimStart('\uFEFF'), errors) : YamlNodeReader.Read(text, errors);
        var plans = root is null ? [] : new PlanReader(errors).ReadPlans(root);
        return errors.Sorted is { Count: > 0 } found ? new PlanFile([], found) : new PlanFile(plans, []);
    }

    /// <summary>Fails with every error when there are any.</summary>
    /// <exception cref="CommandFailedException">The file has errors.</exception>
    public void ThrowIfInvalid(string path)
    {
        if (Errors.Count > 0)
        {
            throw new CommandFailedException([.. Errors.Select(e => $"{Shown.Of(path)}: {e}")]);
        }
    }

    /// <summary>Reads a file; "-" reads standard input.</summary>
    public static async Task<PlanFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using var limited = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var buffer = new char[MaxBytes + 1];
            var length = await limited.ReadBlockAsync(buffer, cancellationToken);
            return Parse(new string(buffer, 0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PlanFile([], [new FileError(0, $"the file can't be read: {e.Message}")]);
        }
        catch (DecoderFallbackException)
        {
            return new PlanFile([], [new FileError(0, "the file is not UTF-8 text; save it as UTF-8")]);
        }
    }
}
