using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Billing;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps the inbox; the pending ones are found by what they are about.</summary>
internal sealed class WebhookEventTable : IEntityTypeConfiguration<WebhookEvent>
{
    public void Configure(EntityTypeBuilder<WebhookEvent> builder)
    {
        builder.ToTable("webhook_events");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Endpoint).HasMaxLength(64);
        builder.Property(r => r.Reference).HasMaxLength(255);
        builder.Property(r => r.Type).HasMaxLength(255);
        builder.Property(r => r.ObjectReference).HasMaxLength(255);
        builder.Property(r => r.SubscriptionReference).HasMaxLength(255);
        builder.Property(r => r.CustomerReference).HasMaxLength(255);
        builder.Property(r => r.WorkKey).HasMaxLength(300);
        builder.Property(r => r.ApiVersion).HasMaxLength(64);
        builder.Property(r => r.State).HasMaxLength(10);
        builder.HasIndex(r => new { r.Endpoint, r.Reference }).IsUnique();
        builder.HasIndex(r => new { r.State, r.NextAttemptAt });
        builder.HasIndex(r => new { r.WorkKey, r.State });
        builder.HasIndex(r => r.EndedAt);
    }
}
