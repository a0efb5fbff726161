using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps the rights of nodes to work on something.</summary>
internal sealed class BillingClaimTable : IEntityTypeConfiguration<BillingClaim>
{
    public void Configure(EntityTypeBuilder<BillingClaim> builder)
    {
        builder.ToTable("billing_claims");
        builder.HasKey(r => r.WorkKey);
        builder.Property(r => r.WorkKey).HasMaxLength(300);
        builder.Property(r => r.Node).HasMaxLength(200);
    }
}
