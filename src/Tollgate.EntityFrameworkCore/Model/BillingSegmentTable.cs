using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps stretches of billing periods.</summary>
internal sealed class BillingSegmentTable : IEntityTypeConfiguration<BillingSegment>
{
    public void Configure(EntityTypeBuilder<BillingSegment> builder)
    {
        builder.ToTable("billing_segments", table =>
        {
            table.HasCheckConstraint("ck_billing_segments_period", "period_end > period_start");
            table.HasCheckConstraint("ck_billing_segments_included", "included >= 0");
        });
        builder.HasKey(r => r.Id);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.SubscriptionReference).HasMaxLength(255);
        builder.Property(r => r.PlanName).HasMaxLength(64);
        builder.Property(r => r.Meter).HasMaxLength(100);
        builder.HasIndex(r => new { r.UserId, r.SubscriptionReference, r.PeriodStart, r.PlanName, r.Meter }).IsUnique();
        builder.HasIndex(r => new { r.IsClosed, r.Id });
    }
}
