using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class JournalledDatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Require_SameDatabaseAfterItWasAway_Goes()
    {
        var identity = new Identity { Id = "one" };
        var database = new JournalledDatabase(identity);
        database.Known.ShouldBeNull();

        await database.RequireAsync(Token);
        identity.Id = null;
        await database.RequireAsync(Token); // nobody asks while nothing failed
        database.Doubt();
        await Should.ThrowAsync<TimeoutException>(() => database.RequireAsync(Token));
        identity.Id = "one";
        await database.RequireAsync(Token);

        database.Known.ShouldBe("one");
    }

    [Fact]
    public async Task Require_AnotherDatabaseAfterItWasAway_RefusesUntilTheFormerIsBack()
    {
        var identity = new Identity { Id = "one" };
        var database = new JournalledDatabase(identity);
        await database.RequireAsync(Token);
        database.Doubt();
        identity.Id = "two";

        for (var i = 0; i < 2; i++)
        {
            (await Should.ThrowAsync<InvalidOperationException>(() => database.RequireAsync(Token))).Message.ShouldContain("restart the node");
        }

        database.Known.ShouldBe("one");
        identity.Id = "one";
        await database.RequireAsync(Token);
    }

    private sealed class Identity : IDatabaseIdentity
    {
        public string? Id { get; set; }

        public Task<string> ReadAsync(CancellationToken cancellationToken) =>
            Id is { } id ? Task.FromResult(id) : throw new TimeoutException("The database is away.");
    }
}
