using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps plans.</summary>
internal sealed class PlanTable : IEntityTypeConfiguration<PlanRow>
{
    public void Configure(EntityTypeBuilder<PlanRow> builder)
    {
        builder.ToTable("plans", table =>
        {
            table.HasCheckConstraint("ck_plans_name", "length(name) between 1 and 64");
            table.HasCheckConstraint("ck_plans_version", "version >= 1");
        });
        builder.HasKey(p => p.Name);
        builder.Property(p => p.Name).HasMaxLength(64);
    }
}
