using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps disputes.</summary>
internal sealed class DisputeTable : IEntityTypeConfiguration<Dispute>
{
    public void Configure(EntityTypeBuilder<Dispute> builder)
    {
        builder.ToTable("billing_disputes");
        builder.HasKey(r => r.Reference);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Reference).HasMaxLength(255);
        builder.Property(r => r.Status).HasMaxLength(64);
        builder.Property(r => r.Currency).HasMaxLength(3);
    }
}
