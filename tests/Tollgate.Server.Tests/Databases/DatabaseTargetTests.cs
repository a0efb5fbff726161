using Npgsql;
using Shouldly;
using Tollgate.Server.Commands;
using Tollgate.Server.Databases;
using Xunit;

namespace Tollgate.Server.Tests.Databases;

public sealed class DatabaseTargetTests
{
    private const string Secret = "s3cr3t-w0rd";

    [Theory]
    [InlineData("data/tollgate.db")]
    [InlineData("Data Source=data/tollgate.db")]
    [InlineData("Filename=data/tollgate.db;Default Timeout=5")]
    public void Parse_SqliteForms_AreSqlite(string text)
    {
        var target = DatabaseTarget.Parse(text);

        target.Kind.ShouldBe(DatabaseKind.Sqlite);
        target.Description.ShouldBe("SQLite data/tollgate.db");
        target.Folder.ShouldBe(Path.GetFullPath("data"));
    }

    [Theory]
    [InlineData($"Host=db;Port=6432;Database=shop;Username=app;Password={Secret}")]
    [InlineData($"postgres://app:{Secret}@db:6432/shop")]
    [InlineData($"postgresql://app:{Secret}@db:6432/shop?sslmode=prefer&application_name=x")]
    public void Parse_PostgresForms_ArePostgresAndHideThePassword(string text)
    {
        var target = DatabaseTarget.Parse(text);

        target.Kind.ShouldBe(DatabaseKind.Postgres);
        target.ToString().ShouldBe("PostgreSQL shop on db:6432");
        var settings = new NpgsqlConnectionStringBuilder(target.ConnectionString);
        (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password).ShouldBe(("db", 6432, "shop", "app", Secret));
    }

    [Fact]
    public void Parse_UriWithCodes_Decodes()
    {
        var settings = new NpgsqlConnectionStringBuilder(DatabaseTarget.Parse("postgres://a%40b:p%3A%2F%3B@[::1]/x").ConnectionString);

        (settings.Host, settings.Port, settings.Username, settings.Password).ShouldBe(("::1", 5432, "a@b", "p:/;"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mysql://app:s3cr3t-w0rd@db/shop")]
    [InlineData("Host=db;Passwort=s3cr3t-w0rd")]
    [InlineData("Host=db;Port=s3cr3t-w0rd")]
    [InlineData("Database=shop;Password=s3cr3t-w0rd")]
    [InlineData("Host=db;Password=x;s3cr3t-w0rd")]
    [InlineData("Data Source=x.db;Password2=s3cr3t-w0rd")]
    [InlineData("Data Source=:memory:")]
    [InlineData("postgres://app:s3cr3t-w0rd@:99999/x")]
    [InlineData("postgres://app:s3cr3t-w0rd@db/x?sslmode=s3cr3t-w0rd")]
    public void Parse_Unusable_SaysWhatToUseAndNeverTheSecret(string text)
    {
        var failure = Should.Throw<CommandFailedException>(() => DatabaseTarget.Parse(text));

        failure.Message.ShouldContain("--database", Case.Insensitive);
        failure.Message.ShouldNotContain(Secret);
    }
}
