using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps invoices; a user's open ones are found by an index of their own.</summary>
internal sealed class InvoiceTable : IEntityTypeConfiguration<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> builder)
    {
        builder.ToTable("billing_invoices", table =>
        {
            table.HasCheckConstraint("ck_billing_invoices_amounts", "amount_remaining >= 0 and amount_due >= 0");
            table.HasCheckConstraint("ck_billing_invoices_attempts", "attempts >= 0");
        });
        builder.HasKey(r => r.Reference);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Reference).HasMaxLength(255);
        builder.Property(r => r.SubscriptionReference).HasMaxLength(255);
        builder.Property(r => r.Status).HasMaxLength(16);
        builder.Property(r => r.Cause).HasMaxLength(64);
        builder.Property(r => r.Currency).HasMaxLength(3);
        builder.Property(r => r.DeclineCode).HasMaxLength(64);
        builder.HasIndex(r => new { r.UserId, r.CreatedAt });
    }
}
