using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Billing.Notices;

namespace Tollgate.Server.Commands;

/// <summary>Gives up what is owed for an invoice.</summary>
internal sealed class BillingForgiveCommand : TollgateCommand
{
    private readonly Argument<string> _invoice = new("INVOICE") { Description = "The payment provider's id, e.g. in_1Abc" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for whoever looks later", HelpName = "TEXT" };

    public BillingForgiveCommand()
        : base("forgive", "Give up what is owed for an invoice: its restriction is lifted at once. The payment provider is not told; void it there, too.")
    {
        Arguments.Add(_invoice);
        Options.Add(_reason);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var by = invocation.Parsed.GetValue(_reason) is { Length: > 0 } reason ? $"{Environment.UserName}: {reason}" : Environment.UserName;
        var invoice = await toolbox.Get<ForgiveInvoice>().RunAsync(invocation.Parsed.GetRequiredValue(_invoice), by, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user = Entitling.User.SubjectOf(invoice.UserId), invoice = RestrictionReport.Shape(invoice) }))
        {
            invocation.Report.Line($"{invoice.Reference}: {MoneyText.Of(invoice.AmountRemaining, invoice.Currency)} forgiven {UserReport.Time(invoice.ForgivenAt)} by {Plans.Shown.Clean(invoice.ForgivenBy ?? "")}");
        }

        return CommandLine.Yes;
    }
}
