using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps the cache.</summary>
internal sealed class CacheTable : IEntityTypeConfiguration<CacheRow>
{
    public void Configure(EntityTypeBuilder<CacheRow> builder)
    {
        builder.ToTable("rate_limit_cache");
        builder.HasKey(c => c.CacheKey);
        builder.Property(c => c.CacheKey).HasMaxLength(200);
        builder.HasIndex(c => c.ExpiresAt);
    }
}
