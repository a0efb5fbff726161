using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.EntityFrameworkCore;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Recording;

/// <summary>The daily request count in <c>users</c>.</summary>
public abstract class DailyRequestSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    [Fact]
    public async Task Add_SameDayNewDayAndEarlierDay_CountsSumsAndSkips()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var counter = node.Get<IDailyRequestCounter>();

        await counter.AddAsync(new Dictionary<long, long> { [user.Id] = 3, [999_999_999] = 1 }, Day, Token);
        await counter.AddAsync(new Dictionary<long, long> { [user.Id] = 4 }, Day, Token);
        (await ReadAsync(node, user.Id)).ShouldBe((7, Day));
        await counter.AddAsync(new Dictionary<long, long> { [user.Id] = 2 }, Day.AddDays(1), Token);
        (await ReadAsync(node, user.Id)).ShouldBe((2, Day.AddDays(1)));
        await counter.AddAsync(new Dictionary<long, long> { [user.Id] = 9 }, Day, Token);
        (await ReadAsync(node, user.Id)).ShouldBe((2, Day.AddDays(1)));
    }

    private static async Task<(long Requests, DateOnly? Date)> ReadAsync(TestNode node, long userId)
    {
        await using TollgateDbContext context = await StoredRows.OpenAsync(node);
        var row = await context.Users.Where(u => u.Id == userId)
            .Select(u => new { Requests = EF.Property<long>(u, "RequestsToday"), Date = EF.Property<DateOnly?>(u, "RequestsTodayDate") })
            .SingleAsync(Token);
        return (row.Requests, row.Date);
    }
}
