using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Model;
using Xunit;

namespace Tollgate.Testing.Hosting;

/// <summary>Looks at tables, and writes what no use case writes.</summary>
internal static class StoredRows
{
    public static async Task DeleteSubscriptionsAsync(TestNode node, long userId)
    {
        await using var context = await OpenAsync(node);
        await context.Subscriptions.Where(s => s.UserId == userId).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<bool> HasPendingModelChangesAsync(TestNode node)
    {
        await using var context = await OpenAsync(node);
        return context.Database.HasPendingModelChanges();
    }

    public static async Task<List<CacheRow>> CacheAsync(TestNode node)
    {
        await using var context = await OpenAsync(node);
        return await context.CacheRows.AsNoTracking().OrderBy(c => c.CacheKey).ToListAsync(TestContext.Current.CancellationToken);
    }

    public static Task<TollgateDbContext> OpenAsync(TestNode node) =>
        node.Get<IDbContextFactory<TollgateDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
}
