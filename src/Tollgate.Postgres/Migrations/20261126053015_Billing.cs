using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Tollgate.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Billing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "cancels_at",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "changes_at",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ended_at",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ended_by_failure",
                table: "subscriptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_provisional",
                table: "subscriptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "manual_restriction",
                table: "subscriptions",
                type: "character varying(10)",
                maxLength: 10,
                nullable: false,
                defaultValue: "none");

            migrationBuilder.AddColumn<long>(
                name: "period_limit",
                table: "subscriptions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "period_limit_until",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider_status",
                table: "subscriptions",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "quantity",
                table: "subscriptions",
                type: "bigint",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "subscriptions",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "restricted_since",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "restriction_reason",
                table: "subscriptions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "synced_at",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "trial_ends_at",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "billing_claims",
                columns: table => new
                {
                    work_key = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    node = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_claims", x => x.work_key);
                });

            migrationBuilder.CreateTable(
                name: "billing_customers",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    is_live = table.Column<bool>(type: "boolean", nullable: false),
                    email = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    card_last_four = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: true),
                    card_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_deleted = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    synced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_customers", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_billing_customers_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_disputes",
                columns: table => new
                {
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_disputes", x => x.reference);
                    table.ForeignKey(
                        name: "fk_billing_disputes_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_invoices",
                columns: table => new
                {
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    subscription_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    cause = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    amount_remaining = table.Column<long>(type: "bigint", nullable: false),
                    amount_due = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    is_sent = table.Column<bool>(type: "boolean", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decline_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    is_action_required = table.Column<bool>(type: "boolean", nullable: false),
                    payment_link = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_invoices", x => x.reference);
                    table.CheckConstraint("ck_billing_invoices_amounts", "amount_remaining >= 0 and amount_due >= 0");
                    table.CheckConstraint("ck_billing_invoices_attempts", "attempts >= 0");
                    table.ForeignKey(
                        name: "fk_billing_invoices_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_segments",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    subscription_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    period_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    period_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    plan_name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    meter = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    included = table.Column<long>(type: "bigint", nullable: false),
                    is_closed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_segments", x => x.id);
                    table.CheckConstraint("ck_billing_segments_included", "included >= 0");
                    table.CheckConstraint("ck_billing_segments_period", "period_end > period_start");
                    table.ForeignKey(
                        name: "fk_billing_segments_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "credit_grants",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expired_units = table.Column<long>(type: "bigint", nullable: true),
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    granted_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credit_grants", x => x.id);
                    table.CheckConstraint("ck_credit_grants_expired", "expired_units >= 0 and expired_units <= units");
                    table.CheckConstraint("ck_credit_grants_units", "units >= 1");
                    table.ForeignKey(
                        name: "fk_credit_grants_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "payment_failures",
                columns: table => new
                {
                    invoice_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decline_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_failures", x => new { x.invoice_reference, x.attempt });
                    table.CheckConstraint("ck_payment_failures_attempt", "attempt >= 0 and amount >= 0");
                    table.ForeignKey(
                        name: "fk_payment_failures_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "restriction_holds",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    highest = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    granted_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restriction_holds", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_restriction_holds_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "spend_caps",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_spend_caps", x => x.user_id);
                    table.CheckConstraint("ck_spend_caps_amount", "amount >= 0");
                    table.ForeignKey(
                        name: "fk_spend_caps_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    endpoint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    type = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    object_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    subscription_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    customer_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    work_key = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    api_version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    is_live = table.Column<bool>(type: "boolean", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "meter_events",
                columns: table => new
                {
                    identifier = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    segment_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    meter = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    first_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    node = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_meter_events", x => x.identifier);
                    table.CheckConstraint("ck_meter_events_units", "units >= 1");
                    table.ForeignKey(
                        name: "fk_meter_events_billing_segments_segment_id",
                        column: x => x.segment_id,
                        principalTable: "billing_segments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_meter_events_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_changes_at",
                table: "subscriptions",
                column: "changes_at");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_reference",
                table: "subscriptions",
                column: "reference",
                unique: true);

            migrationBuilder.AddCheckConstraint(
                name: "ck_subscriptions_period_limit",
                table: "subscriptions",
                sql: "period_limit >= 0");

            migrationBuilder.AddCheckConstraint(
                name: "ck_subscriptions_quantity",
                table: "subscriptions",
                sql: "quantity >= 0");

            migrationBuilder.CreateIndex(
                name: "ix_billing_customers_reference",
                table: "billing_customers",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_billing_disputes_user_id",
                table: "billing_disputes",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_billing_invoices_user_id_created_at",
                table: "billing_invoices",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_billing_segments_is_closed_id",
                table: "billing_segments",
                columns: new[] { "is_closed", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_billing_segments_user_id_subscription_reference_period_star",
                table: "billing_segments",
                columns: new[] { "user_id", "subscription_reference", "period_start", "plan_name", "meter" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_credit_grants_expires_at",
                table: "credit_grants",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_credit_grants_reference",
                table: "credit_grants",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_credit_grants_user_id",
                table: "credit_grants",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_meter_events_segment_id",
                table: "meter_events",
                column: "segment_id");

            migrationBuilder.CreateIndex(
                name: "ix_meter_events_state_next_attempt_at",
                table: "meter_events",
                columns: new[] { "state", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "ix_meter_events_user_id",
                table: "meter_events",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_payment_failures_failed_at",
                table: "payment_failures",
                column: "failed_at");

            migrationBuilder.CreateIndex(
                name: "ix_payment_failures_user_id_failed_at",
                table: "payment_failures",
                columns: new[] { "user_id", "failed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_ended_at",
                table: "webhook_events",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_endpoint_reference",
                table: "webhook_events",
                columns: new[] { "endpoint", "reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_state_next_attempt_at",
                table: "webhook_events",
                columns: new[] { "state", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_work_key_state",
                table: "webhook_events",
                columns: new[] { "work_key", "state" });

            // Until now only operators restricted.
            migrationBuilder.Sql("update subscriptions set manual_restriction = restriction;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "billing_claims");

            migrationBuilder.DropTable(
                name: "billing_customers");

            migrationBuilder.DropTable(
                name: "billing_disputes");

            migrationBuilder.DropTable(
                name: "billing_invoices");

            migrationBuilder.DropTable(
                name: "credit_grants");

            migrationBuilder.DropTable(
                name: "meter_events");

            migrationBuilder.DropTable(
                name: "payment_failures");

            migrationBuilder.DropTable(
                name: "restriction_holds");

            migrationBuilder.DropTable(
                name: "spend_caps");

            migrationBuilder.DropTable(
                name: "webhook_events");

            migrationBuilder.DropTable(
                name: "billing_segments");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_changes_at",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_reference",
                table: "subscriptions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_subscriptions_period_limit",
                table: "subscriptions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_subscriptions_quantity",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "cancels_at",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "changes_at",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "ended_at",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "ended_by_failure",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "is_provisional",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "manual_restriction",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "period_limit",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "period_limit_until",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "provider_status",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "quantity",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "reference",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "restricted_since",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "restriction_reason",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "synced_at",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "trial_ends_at",
                table: "subscriptions");
        }
    }
}
