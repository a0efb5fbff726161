using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Shows prepaid credits.</summary>
internal static class CreditReport
{
    private static readonly string[] Columns = ["Granted", ">Units", ">Spent", ">Expired", ">Taken back", ">Unpaid", ">Left", "Expires", "Reference", "By", "Reason"];

    /// <summary>Writes a balance for people.</summary>
    public static void Write(Report report, string user, CreditBalance balance)
    {
        report.Line($"{Shown.Clean(user)}: {Units(balance.Left)} left of {Units(balance.Granted)} granted, {Units(balance.Spent)} spent, {Units(balance.Expired)} expired{Returned(balance)}");
        report.Table(Columns, balance.Grants.Select(Row));
    }

    /// <summary>A balance in JSON, grants in the order in which they are spent.</summary>
    public static object Shape(string user, CreditBalance balance) => new
    {
        user,
        balance.Granted,
        balance.Spent,
        balance.Expired,
        balance.Revoked,
        balance.Unpaid,
        balance.Left,
        balance.NextExpiryAt,
        grants = balance.Grants.Select(g => new { grant = Shape(g.Grant), g.Spent, g.Expired, g.Revoked, g.Unpaid, g.Left }),
    };

    /// <summary>A grant in JSON.</summary>
    public static object Shape(CreditGrant grant) => new { grant.Id, grant.Units, grant.ExpiresAt, grant.Reference, grant.Reason, grant.GrantedBy, grant.GrantedAt };

    /// <summary>A grant in JSON, and whether it is new.</summary>
    public static object Shape(string user, GrantedCredits granted) => new { user, isNew = granted.IsNew, grant = Shape(granted.Grant) };

    private static IReadOnlyList<string?> Row(CreditShare share) =>
    [
        UserReport.Time(share.Grant.GrantedAt), Units(share.Grant.Units), Units(share.Spent), Units(share.Expired), Units(share.Revoked), Units(share.Unpaid), Units(share.Left),
        share.Grant.ExpiresAt is { } expiry ? UserReport.Time(expiry) : "never", Shown.Clean(share.Grant.Reference), Shown.Clean(share.Grant.GrantedBy),
        share.Grant.Reason is { } reason ? Shown.Clean(reason) : "",
    ];

    private static string Returned(CreditBalance balance) => balance.Revoked + balance.Unpaid == 0
        ? ""
        : $", {Units(balance.Revoked)} taken back as their payment went back, {Units(balance.Unpaid)} spent without a payment";

    private static string Units(long units) => PlanReport.Units(units);
}
