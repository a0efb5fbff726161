using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Tollgate.EntityFrameworkCore;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    [DbContext(typeof(TollgateDbContext))]
    [Migration("20261124080000_Alerts")]
    public partial class Alerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(AlertTables.CreateAlerts);
            migrationBuilder.Sql(AlertTables.CreatePass);
            migrationBuilder.Sql(AlertTables.CreateNotifications);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(AlertTables.Drop);
        }
    }
}
