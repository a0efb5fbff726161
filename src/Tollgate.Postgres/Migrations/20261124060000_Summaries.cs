using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Tollgate.EntityFrameworkCore;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    [DbContext(typeof(TollgateDbContext))]
    [Migration("20261124060000_Summaries")]
    public sealed class Summaries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SummaryTables.Create);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SummaryTables.Drop);
    }
}
