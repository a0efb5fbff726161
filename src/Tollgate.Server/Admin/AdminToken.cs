using System.Security.Cryptography;
using System.Text;
using Tollgate.Server.Commands;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Admin;

/// <summary>
/// The secret that the admin API asks for: the setting <c>Tollgate:Server:AdminToken</c>, or else one that is made at the first start and
/// kept in the file <c>admin-token</c> beside the database or in the state directory, readable for its owner only.
/// </summary>
internal sealed class AdminToken
{
    /// <summary>Characters that a configured token has at least.</summary>
    public const int MinLength = 20;

    private const string FileName = "admin-token";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly byte[] _hash;

    private AdminToken(string text, string? path)
    {
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        Path = path;
    }

    /// <summary>The file that holds it; null when it comes from the settings.</summary>
    public string? Path { get; }

    /// <summary>Takes the configured token, or the one of the file, which is made when it is missing.</summary>
    /// <exception cref="CommandFailedException">The file can't be read or written, or holds no token.</exception>
    public static AdminToken Load(string configured, DatabaseTarget database)
    {
        if (configured.Length > 0)
        {
            return new AdminToken(configured, null);
        }

        var folder = database.Folder ?? (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } state ? state : ".tollgate");
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, FileName));
        try
        {
            return new AdminToken(ReadOrCreate(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"The admin token '{path}' can't be read or made ({exception.Message}). Give the folder to this user, or set Tollgate:Server:AdminToken.");
        }
    }

    /// <summary>Whether a text is the token; takes the same time whatever it is.</summary>
    public bool Matches(string text) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _hash);

    private static string ReadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            TryCreate(path);
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length >= MinLength
            ? text
            : throw new CommandFailedException($"The admin token in '{path}' has fewer than {MinLength} characters. Delete the file to get a new one.");
    }

    /// <summary>Writes a new token whole and takes its name only if there is none: another node of the machine may start at the same moment.</summary>
    private static void TryCreate(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var writer = new StreamWriter(draft, Encoding.ASCII, options))
        {
            writer.WriteLine("tga_" + RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 32));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
