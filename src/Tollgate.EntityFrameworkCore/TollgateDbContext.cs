using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
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

    /// <summary>Users as the payment provider knows them.</summary>
    public DbSet<BillingCustomer> BillingCustomers => Set<BillingCustomer>();

    /// <summary>Invoices of the payment provider.</summary>
    public DbSet<Invoice> Invoices => Set<Invoice>();

    /// <summary>Failed attempts to collect.</summary>
    public DbSet<PaymentFailure> PaymentFailures => Set<PaymentFailure>();

    /// <summary>Disputed payments.</summary>
    public DbSet<Dispute> Disputes => Set<Dispute>();

    /// <summary>What keeps payment failures from narrowing a plan.</summary>
    public DbSet<RestrictionHold> RestrictionHolds => Set<RestrictionHold>();

    /// <summary>Stretches of billing periods with metered usage.</summary>
    public DbSet<BillingSegment> BillingSegments => Set<BillingSegment>();

    /// <summary>Usage on its way to the payment provider.</summary>
    public DbSet<MeterEvent> MeterEvents => Set<MeterEvent>();

    /// <summary>Prepaid units.</summary>
    public DbSet<CreditGrant> CreditGrants => Set<CreditGrant>();

    /// <summary>What customers want to pay at most.</summary>
    public DbSet<SpendCap> SpendCaps => Set<SpendCap>();

    /// <summary>Events of the payment provider.</summary>
    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    /// <summary>Rights of nodes to work on something.</summary>
    public DbSet<BillingClaim> BillingClaims => Set<BillingClaim>();

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
        configurationBuilder.Properties<InvoiceStatus>().HaveConversion<LowerCaseName<InvoiceStatus>>();
        configurationBuilder.Properties<MeterEventState>().HaveConversion<LowerCaseName<MeterEventState>>();
        configurationBuilder.Properties<WebhookState>().HaveConversion<LowerCaseName<WebhookState>>();
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
        modelBuilder.ApplyConfiguration(new BillingCustomerTable());
        modelBuilder.ApplyConfiguration(new InvoiceTable());
        modelBuilder.ApplyConfiguration(new PaymentFailureTable());
        modelBuilder.ApplyConfiguration(new DisputeTable());
        modelBuilder.ApplyConfiguration(new RestrictionHoldTable());
        modelBuilder.ApplyConfiguration(new BillingSegmentTable());
        modelBuilder.ApplyConfiguration(new MeterEventTable());
        modelBuilder.ApplyConfiguration(new CreditGrantTable());
        modelBuilder.ApplyConfiguration(new SpendCapTable());
        modelBuilder.ApplyConfiguration(new WebhookEventTable());
        modelBuilder.ApplyConfiguration(new BillingClaimTable());
    }
}
