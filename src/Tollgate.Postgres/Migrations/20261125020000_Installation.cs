using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Tollgate.EntityFrameworkCore;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    [DbContext(typeof(TollgateDbContext))]
    [Migration("20261125020000_Installation")]
    public partial class Installation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(InstallationTable.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(InstallationTable.Drop);
        }
    }
}
