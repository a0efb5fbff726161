using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Tollgate.EntityFrameworkCore;

namespace Tollgate.Postgres.Hosting;

/// <summary>Makes contexts for <c>dotnet ef</c>; no database is touched.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<TollgateDbContext>
{
    public TollgateDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TollgateDbContext>();
        new PostgresDatabase("Host=localhost;Database=tollgate").Configure(options);
        return new TollgateDbContext(options.Options);
    }
}
