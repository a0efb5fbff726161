using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps subscriptions. The status is not checked: a newer version may know more of them.</summary>
internal sealed class SubscriptionTable : IEntityTypeConfiguration<Subscription>
{
    public void Configure(EntityTypeBuilder<Subscription> builder)
    {
        builder.ToTable("subscriptions", table =>
        {
            table.HasCheckConstraint("ck_subscriptions_status", "length(status) > 0");
            table.HasCheckConstraint("ck_subscriptions_restriction", "restriction in ('none', 'warning', 'limited', 'suspended')");
            table.HasCheckConstraint("ck_subscriptions_quantity", "quantity >= 0");
            table.HasCheckConstraint("ck_subscriptions_period_limit", "period_limit >= 0");
            table.HasCheckConstraint("ck_subscriptions_period", "current_period_end > current_period_start");
        });
        builder.HasKey(s => s.Id);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<PlanRow>().WithMany().HasForeignKey(s => s.PlanName).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.PlanName).HasMaxLength(64);
        builder.Property(s => s.Status).HasMaxLength(32);
        builder.Property(s => s.Restriction).HasMaxLength(10);
        builder.Property(s => s.ManualRestriction).HasMaxLength(10).HasDefaultValue(RestrictionLevel.None);
        builder.Property(s => s.Reference).HasMaxLength(255);
        builder.Property(s => s.ProviderStatus).HasMaxLength(64);
        builder.Property(s => s.Quantity).HasDefaultValue(1L);
        builder.HasIndex(s => s.Reference).IsUnique();
        builder.HasIndex(s => s.ChangesAt);
    }
}
