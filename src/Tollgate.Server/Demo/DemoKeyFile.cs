using System.Text.Json;

namespace Tollgate.Server.Demo;

/// <summary>
/// Keeps the demo's key texts beside the demo's database, readable for the owner only, so that later runs can show them again.
/// Real keys are never kept: the database has their hashes.
/// </summary>
internal sealed class DemoKeyFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key texts by user name; empty when there is no file or it can't be read.</summary>
    public async Task<Dictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(stream, cancellationToken: cancellationToken) ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Replaces the file in one step.</summary>
    public async Task WriteAsync(Dictionary<string, string> keys, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using (var stream = new FileStream(draft, options))
        {
            await JsonSerializer.SerializeAsync(stream, keys, cancellationToken: cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
    }
}
