using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps the versions of plans.</summary>
internal sealed class PlanVersionTable : IEntityTypeConfiguration<PlanVersionRow>
{
    public void Configure(EntityTypeBuilder<PlanVersionRow> builder)
    {
        builder.ToTable("plan_versions", table => table.HasCheckConstraint("ck_plan_versions_version", "version >= 1"));
        builder.HasKey(v => new { v.PlanName, v.Version });
        builder.Property(v => v.PlanName).HasMaxLength(64);
        builder.HasOne<PlanRow>().WithMany().HasForeignKey(v => v.PlanName).OnDelete(DeleteBehavior.Restrict);
    }
}
