using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps customers of the payment provider.</summary>
internal sealed class BillingCustomerTable : IEntityTypeConfiguration<BillingCustomer>
{
    public void Configure(EntityTypeBuilder<BillingCustomer> builder)
    {
        builder.ToTable("billing_customers");
        builder.HasKey(r => r.UserId);
        builder.Property(r => r.UserId).ValueGeneratedNever();
        builder.HasOne<User>().WithOne().HasForeignKey<BillingCustomer>(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Reference).HasMaxLength(255);
        builder.Property(r => r.Email).HasMaxLength(512);
        builder.Property(r => r.CardLastFour).HasMaxLength(4);
        builder.HasIndex(r => r.Reference).IsUnique();
    }
}
