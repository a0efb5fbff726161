using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps API keys.</summary>
internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys", table =>
        {
            table.HasCheckConstraint("ck_api_keys_hash", "length(hash) = 32");
            table.HasCheckConstraint("ck_api_keys_last_four", "length(last_four) = 4");
            table.HasCheckConstraint("ck_api_keys_access", "access in ('none', 'allow', 'deny')");
        });
        builder.HasKey(k => k.Id);
        builder.HasOne<User>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(k => k.Hash).IsUnique();
        builder.HasIndex(k => k.LastFour);
        builder.Property(k => k.LastFour).HasMaxLength(4);
        builder.Property(k => k.Name).HasMaxLength(200);
        builder.Property(k => k.Access).HasMaxLength(10);
        builder.Property(k => k.Limits).HasConversion(new LimitsText(), LimitsText.Comparer);
    }
}
