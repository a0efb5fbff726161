using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps spend caps.</summary>
internal sealed class SpendCapTable : IEntityTypeConfiguration<SpendCap>
{
    public void Configure(EntityTypeBuilder<SpendCap> builder)
    {
        builder.ToTable("spend_caps", table => table.HasCheckConstraint("ck_spend_caps_amount", "amount >= 0"));
        builder.HasKey(r => r.UserId);
        builder.Property(r => r.UserId).ValueGeneratedNever();
        builder.HasOne<User>().WithOne().HasForeignKey<SpendCap>(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Currency).HasMaxLength(3);
    }
}
