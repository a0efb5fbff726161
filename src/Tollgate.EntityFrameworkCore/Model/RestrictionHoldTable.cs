using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps holds.</summary>
internal sealed class RestrictionHoldTable : IEntityTypeConfiguration<RestrictionHold>
{
    public void Configure(EntityTypeBuilder<RestrictionHold> builder)
    {
        builder.ToTable("restriction_holds");
        builder.HasKey(r => r.UserId);
        builder.Property(r => r.UserId).ValueGeneratedNever();
        builder.HasOne<User>().WithOne().HasForeignKey<RestrictionHold>(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Highest).HasMaxLength(10);
        builder.Property(r => r.Reason).HasMaxLength(1000);
        builder.Property(r => r.GrantedBy).HasMaxLength(200);
    }
}
