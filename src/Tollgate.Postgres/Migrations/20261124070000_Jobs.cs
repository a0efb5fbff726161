using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Tollgate.EntityFrameworkCore;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    [DbContext(typeof(TollgateDbContext))]
    [Migration("20261124070000_Jobs")]
    public partial class Jobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(JobsTable.Create);
            migrationBuilder.Sql(QuartzTables.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(QuartzTables.Drop);
            migrationBuilder.Sql(JobsTable.Drop);
        }
    }
}
