using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Tollgate.EntityFrameworkCore;

namespace Tollgate.Sqlite.Hosting;

/// <summary>Makes contexts for <c>dotnet ef</c>; no database is touched.</summary>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<TollgateDbContext>
{
    public TollgateDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TollgateDbContext>();
        new SqliteDatabase("design-time.db").Configure(options);
        return new TollgateDbContext(options.Options);
    }
}
