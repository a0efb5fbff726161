using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Maps users, with their request count of the day.</summary>
internal sealed class UserTable : IEntityTypeConfiguration<User>
{
    /// <summary>Requests of <see cref="RequestsTodayDate"/>.</summary>
    public const string RequestsToday = nameof(RequestsToday);

    /// <summary>The day that <see cref="RequestsToday"/> counts.</summary>
    public const string RequestsTodayDate = nameof(RequestsTodayDate);

    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users", table =>
        {
            table.HasCheckConstraint("ck_users_name", "length(name) between 1 and 200");
            table.HasCheckConstraint("ck_users_access", "access in ('none', 'allow', 'deny')");
            table.HasCheckConstraint("ck_users_requests_today", "requests_today >= 0");
        });
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Name).HasMaxLength(200);
        builder.HasIndex(u => u.Name).IsUnique();
        builder.Property(u => u.Access).HasMaxLength(10);
        builder.Property<long>(RequestsToday).HasDefaultValue(0L);
        builder.Property<DateOnly?>(RequestsTodayDate);
    }
}
