using System.Data.Common;

namespace Tollgate.Server.Tests.Billing;

/// <summary>Seeds what the payment provider would tell: an invoice of a user whose attempt failed some days ago.</summary>
internal static class OwingCustomer
{
    public const string Invoice = "in_seed";

    /// <summary>Links the user's subscription and stores the invoice; nothing is worked out yet.</summary>
    public static async Task SeedAsync(DbConnection connection, long userId, DateTimeOffset failedAt, CancellationToken cancellationToken)
    {
        var isSqlite = connection is Microsoft.Data.Sqlite.SqliteConnection;
        string At(DateTimeOffset time) => isSqlite
            ? FormattableString.Invariant($"{time.ToUnixTimeMilliseconds()}")
            : FormattableString.Invariant($"to_timestamp({time.ToUnixTimeMilliseconds()} / 1000.0)");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // numbers of the test
        command.CommandText = FormattableString.Invariant($"""
            update subscriptions set reference = 'sub_seed', status = 'past_due' where user_id = {userId};
            insert into billing_customers (user_id, reference, is_live, email, is_deleted, created_at)
            values ({userId}, 'cus_seed', true, 'seed@example.com', false, {At(failedAt)});
            insert into billing_invoices (reference, user_id, subscription_reference, status, cause, amount_remaining, amount_due, currency, attempts, is_sent, first_failed_at,
                decline_code, is_action_required, payment_link, created_at)
            values ('{Invoice}', {userId}, 'sub_seed', 'open', 'subscription_cycle', 1290, 1290, 'eur', 1, false, {At(failedAt)}, 'card_declined', false,
                'https://pay.example/{Invoice}', {At(failedAt.AddHours(-1))});
            insert into payment_failures (invoice_reference, attempt, user_id, failed_at, decline_code, amount, currency)
            values ('{Invoice}', 1, {userId}, {At(failedAt)}, 'card_declined', 1290, 'eur');
            """);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
