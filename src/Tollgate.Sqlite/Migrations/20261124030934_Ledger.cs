using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tollgate.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Ledger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LedgerTable.Create);
            migrationBuilder.Sql(LedgerTable.CreateView);
            migrationBuilder.Sql(LedgerTable.CreateNodes);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LedgerTable.Drop);
        }
    }
}
