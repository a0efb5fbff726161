using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps limits of single users.</summary>
internal sealed class LimitOverrideTable : IEntityTypeConfiguration<LimitOverride>
{
    public void Configure(EntityTypeBuilder<LimitOverride> builder)
    {
        builder.ToTable("limit_overrides", table => table.HasCheckConstraint("ck_limit_overrides_limit", "\"limit\" >= 0"));
        builder.HasKey(o => new { o.UserId, o.Scope, o.Window });
        builder.HasOne<User>().WithMany().HasForeignKey(o => o.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(o => o.Scope).HasMaxLength(64);
        builder.Property(o => o.Window).HasMaxLength(16);
    }
}
