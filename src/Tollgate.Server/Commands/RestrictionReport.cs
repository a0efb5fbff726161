using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Notices;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Shows what restricts a user, why, and what comes next.</summary>
internal static class RestrictionReport
{
    /// <summary>Everything in JSON.</summary>
    public static object Shape(RestrictionState state) => new
    {
        state.Decision.Level,
        state.Decision.Reason,
        state.Decision.Since,
        state.Decision.PaymentLink,
        state.Decision.ChangesAt,
        state.Decision.NextLevel,
        state.Decision.SuspendsAt,
        manual = state.Subscription?.ManualRestriction ?? RestrictionLevel.None,
        hold = state.Hold is { } hold ? new { atMost = hold.Highest, hold.Until, hold.Reason, by = hold.GrantedBy, hold.GrantedAt } : null,
        openInvoices = state.OpenInvoices.Select(Shape),
        failures = state.Failures.Select(f => new { invoice = f.InvoiceReference, f.Attempt, f.FailedAt, f.DeclineCode, f.Amount, f.Currency }),
        disputes = state.Disputes.Select(d => new { d.Reference, d.Status, d.Amount, d.Currency, d.OpenedAt }),
    };

    /// <summary>An invoice in JSON.</summary>
    public static object Shape(Invoice invoice) => new
    {
        invoice.Reference,
        invoice.Status,
        invoice.AmountRemaining,
        invoice.Currency,
        invoice.Attempts,
        invoice.FirstFailedAt,
        invoice.NextAttemptAt,
        invoice.DueAt,
        invoice.DeclineCode,
        invoice.IsActionRequired,
        invoice.PaymentLink,
        invoice.ForgivenAt,
        invoice.ForgivenBy,
    };

    /// <summary>The restriction for people; nothing when nothing restricts and nothing is owed.</summary>
    public static void Write(Report report, RestrictionState state)
    {
        WriteLevel(report, state);
        if (state.Hold is { } hold)
        {
            report.Line($"Hold: at most {Parsers.WordOf(hold.Highest)} until {UserReport.Time(hold.Until)}, granted {UserReport.Time(hold.GrantedAt)} by {Plans.Shown.Clean(hold.GrantedBy)}: {Plans.Shown.Clean(hold.Reason)}");
        }

        if (state.OpenInvoices.Count > 0)
        {
            report.Line("Open invoices:");
            report.Table(["Invoice", ">Owed", ">Attempts", "Failed first", "Next attempt", "Due", "Decline", "Pay at"], state.OpenInvoices.Select(i => (string?[])
            [
                i.Reference, MoneyText.Of(i.AmountRemaining, i.Currency), $"{i.Attempts}", UserReport.Time(i.FirstFailedAt), UserReport.Time(i.NextAttemptAt),
                UserReport.Time(i.DueAt), i.DeclineCode ?? (i.IsActionRequired ? "confirmation required" : ""), i.PaymentLink,
            ]));
        }

        if (state.Failures.Count > 0)
        {
            report.Line("Failed attempts:");
            report.Table(["Invoice", ">Attempt", "Failed", ">Amount", "Decline"], state.Failures.Select(f => (string?[])
                [f.InvoiceReference, $"{f.Attempt}", UserReport.Time(f.FailedAt), MoneyText.Of(f.Amount, f.Currency), f.DeclineCode]));
        }

        if (state.Disputes.Count > 0)
        {
            report.Line("Open disputes:");
            report.Table(["Dispute", "Status", ">Amount", "Opened"], state.Disputes.Select(d => (string?[])
                [d.Reference, d.Status, MoneyText.Of(d.Amount, d.Currency), UserReport.Time(d.OpenedAt)]));
        }
    }

    private static void WriteLevel(Report report, RestrictionState state)
    {
        var decision = state.Decision;
        if (decision.Level != RestrictionLevel.None)
        {
            report.Line($"Restriction: {Parsers.WordOf(decision.Level)}{(decision.Since is { } since ? $" since {UserReport.Time(since)}" : "")}. {decision.Reason}");
            if (decision.PaymentLink is { } link)
            {
                report.Line($"Pay at: {link}");
            }
        }

        if (decision is { ChangesAt: { } at, NextLevel: { } next })
        {
            report.Line($"Next step: {Parsers.WordOf(next)} at {UserReport.Time(at)}{(decision.SuspendsAt is { } suspends && suspends != at ? $", suspended at {UserReport.Time(suspends)}" : "")}");
        }
    }
}
