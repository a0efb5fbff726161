using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RefundedCredits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refunded_at",
                table: "credit_grants",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "refunded_units",
                table: "credit_grants",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "revoked_units",
                table: "credit_grants",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "refunded_at",
                table: "credit_grants");

            migrationBuilder.DropColumn(
                name: "refunded_units",
                table: "credit_grants");

            migrationBuilder.DropColumn(
                name: "revoked_units",
                table: "credit_grants");
        }
    }
}
