using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tollgate.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RefundedCredits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "refunded_at",
                table: "credit_grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "refunded_units",
                table: "credit_grants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "revoked_units",
                table: "credit_grants",
                type: "INTEGER",
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
