using Npgsql;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Databases;

/// <summary>Reads the URI form of PostgreSQL's own tools: postgres://user:password@host:port/database?sslmode=require.</summary>
internal static class PostgresUri
{
    /// <summary>The database of the URI.</summary>
    /// <exception cref="CommandFailedException">It is not such a URI; the message never repeats it.</exception>
    public static DatabaseTarget Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new CommandFailedException(
                "The database URI (--database) is not readable; use postgres://USER:PASSWORD@HOST:PORT/DATABASE, with %-codes for special characters in the password.");
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
        };
        var user = uri.UserInfo.Split(':', 2);
        settings.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        settings.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        settings.Database = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : null;
        ReadQuery(uri.Query, settings);
        return DatabaseTarget.Postgres(settings);
    }

    private static void ReadQuery(string query, NpgsqlConnectionStringBuilder settings)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (keyword, value) = pair.Split('=', 2) is [var k, var v] ? (Uri.UnescapeDataString(k), Uri.UnescapeDataString(v)) : (pair, "");
            try
            {
                settings[Keyword(keyword)] = keyword == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException or KeyNotFoundException)
            {
                throw new CommandFailedException(
                    $"The database URI (--database) has the parameter '{Plans.Shown.Of(keyword)}', which is not known or has a value that is not; remove it.");
            }
        }
    }

    /// <summary>libpq's word as Npgsql writes it.</summary>
    private static string Keyword(string parameter) => parameter switch
    {
        "sslmode" => "SSL Mode",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "sslrootcert" => "Root Certificate",
        _ => parameter,
    };
}
