using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps failed attempts to collect.</summary>
internal sealed class PaymentFailureTable : IEntityTypeConfiguration<PaymentFailure>
{
    public void Configure(EntityTypeBuilder<PaymentFailure> builder)
    {
        builder.ToTable("payment_failures", table => table.HasCheckConstraint("ck_payment_failures_attempt", "attempt >= 0 and amount >= 0"));
        builder.HasKey(r => new { r.InvoiceReference, r.Attempt });
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.InvoiceReference).HasMaxLength(255);
        builder.Property(r => r.DeclineCode).HasMaxLength(64);
        builder.Property(r => r.Currency).HasMaxLength(3);
        builder.HasIndex(r => new { r.UserId, r.FailedAt });
        builder.HasIndex(r => r.FailedAt);
    }
}
