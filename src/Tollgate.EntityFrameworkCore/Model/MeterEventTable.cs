using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps the outbox of meter events.</summary>
internal sealed class MeterEventTable : IEntityTypeConfiguration<MeterEvent>
{
    public void Configure(EntityTypeBuilder<MeterEvent> builder)
    {
        builder.ToTable("meter_events", table => table.HasCheckConstraint("ck_meter_events_units", "units >= 1"));
        builder.HasKey(r => r.Identifier);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<BillingSegment>().WithMany().HasForeignKey(r => r.SegmentId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Identifier).HasMaxLength(100);
        builder.Property(r => r.CustomerReference).HasMaxLength(255);
        builder.Property(r => r.Meter).HasMaxLength(100);
        builder.Property(r => r.State).HasMaxLength(16);
        builder.Property(r => r.Node).HasMaxLength(200);
        builder.HasIndex(r => new { r.State, r.NextAttemptAt });
    }
}
