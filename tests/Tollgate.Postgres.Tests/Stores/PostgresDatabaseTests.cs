using Shouldly;
using Tollgate.Postgres.Hosting;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresDatabaseTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Host=db")]
    [InlineData("Database=tollgate")]
    [InlineData("Hots=db;Password=hunter2")]
    [InlineData("Host=db;Database=x;Port=abc;Password=hunter2")]
    [InlineData("nonsense hunter2")]
    public void Create_NoConnectionString_SaysHowToWriteOneAndNoSecret(string text)
    {
        var message = Should.Throw<ArgumentException>(() => new PostgresDatabase(text)).ToString();

        message.ShouldContain("Host=localhost;Database=tollgate");
        message.ShouldNotContain("hunter2");
    }
}
