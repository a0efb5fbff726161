using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tollgate.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Credits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "credit_grants",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "used_before",
                table: "credit_grants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.Sql(LedgerTable.AddCredits);
            migrationBuilder.Sql(LedgerTable.CreateViewWithCredits);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LedgerTable.DropView);
            migrationBuilder.Sql(LedgerTable.RemoveCredits);
            migrationBuilder.Sql(LedgerTable.CreateView);

            migrationBuilder.DropColumn(
                name: "reason",
                table: "credit_grants");

            migrationBuilder.DropColumn(
                name: "used_before",
                table: "credit_grants");
        }
    }
}
