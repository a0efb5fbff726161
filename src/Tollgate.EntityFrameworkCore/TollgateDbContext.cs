using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Model;
using Tollgate.Identifying;

namespace Tollgate.EntityFrameworkCore;

/// <summary>The relational model: everything that a person edits, and the cache table. The ledger's hot tables are not mapped.</summary>
public sealed class TollgateDbContext(DbContextOptions<TollgateDbContext> options) : DbContext(options)
{
    /// <summary>Customers.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>API keys by their hash.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>What binds users to plans.</summary>
    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    /// <summary>Limits of single users in place of their plan's.</summary>
    public DbSet<LimitOverride> LimitOverrides => Set<LimitOverride>();

    /// <summary>Plans, each with its current version.</summary>
    public DbSet<PlanRow> Plans => Set<PlanRow>();

    /// <summary>Definitions of plans, one a version.</summary>
    public DbSet<PlanVersionRow> PlanVersions => Set<PlanVersionRow>();

    /// <summary>Resolved facts that any node may use.</summary>
    public DbSet<CacheRow> CacheRows => Set<CacheRow>();

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite can neither compare nor sort DateTimeOffset; whole milliseconds everywhere, so that both databases store the same instant.
        if (Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        }
        else
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<WholeMilliseconds>();
        }

        configurationBuilder.Properties<AccessRule>().HaveConversion<LowerCaseName<AccessRule>>();
        configurationBuilder.Properties<RestrictionLevel>().HaveConversion<LowerCaseName<RestrictionLevel>>();
        configurationBuilder.Properties<SubscriptionStatus>().HaveConversion<StatusName>();
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new UserTable());
        modelBuilder.ApplyConfiguration(new ApiKeyTable());
        modelBuilder.ApplyConfiguration(new PlanTable());
        modelBuilder.ApplyConfiguration(new PlanVersionTable());
        modelBuilder.ApplyConfiguration(new SubscriptionTable());
        modelBuilder.ApplyConfiguration(new LimitOverrideTable());
        modelBuilder.ApplyConfiguration(new CacheTable());
    }
}
