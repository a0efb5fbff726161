using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps prepaid units.</summary>
internal sealed class CreditGrantTable : IEntityTypeConfiguration<CreditGrant>
{
    public void Configure(EntityTypeBuilder<CreditGrant> builder)
    {
        builder.ToTable("credit_grants", table =>
        {
            table.HasCheckConstraint("ck_credit_grants_units", "units >= 1");
            table.HasCheckConstraint("ck_credit_grants_expired", "expired_units >= 0 and expired_units <= units");
        });
        builder.HasKey(r => r.Id);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Reference).HasMaxLength(255);
        builder.Property(r => r.Reason).HasMaxLength(500);
        builder.Property(r => r.GrantedBy).HasMaxLength(200);
        builder.HasIndex(r => r.Reference).IsUnique();
        builder.HasIndex(r => r.ExpiresAt);
    }
}
