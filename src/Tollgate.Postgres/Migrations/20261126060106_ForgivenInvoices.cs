using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ForgivenInvoices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "forgiven_at",
                table: "billing_invoices",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "forgiven_by",
                table: "billing_invoices",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "forgiven_at",
                table: "billing_invoices");

            migrationBuilder.DropColumn(
                name: "forgiven_by",
                table: "billing_invoices");
        }
    }
}
