using System.CommandLine;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Server.Admin;
using Tollgate.Stripe;

namespace Tollgate.Server.Commands;

/// <summary>Makes a page where a user can buy a plan.</summary>
internal sealed class StripeCheckoutCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<string> _plan = new("PLAN") { Description = "The plan to buy; it needs a price at Stripe" };
    private readonly Option<long> _quantity = new("--quantity") { Description = "Seats", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _email = new("--email") { Description = "Where invoices go", HelpName = "ADDRESS" };
    private readonly Option<string?> _success = new("--success-url") { Description = "Where the customer goes after paying; default: a page below Tollgate:Stripe:PublicUrl", HelpName = "URL" };
    private readonly Option<string?> _cancel = new("--cancel-url") { Description = "Where the customer goes instead of paying; default: Tollgate:Stripe:PublicUrl", HelpName = "URL" };

    public StripeCheckoutCommand()
        : base("checkout", "Make a page of Stripe where a user can buy a plan, and print its address.")
    {
        Arguments.Add(_user);
        Arguments.Add(_plan);
        Options.Add(_quantity);
        Options.Add(_email);
        Options.Add(_success);
        Options.Add(_cancel);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var options = toolbox.Get<IOptions<StripeOptions>>().Value;
        var terms = new CheckoutTerms
        {
            User = parsed.GetRequiredValue(_user),
            Plan = parsed.GetRequiredValue(_plan),
            Quantity = parsed.GetValue(_quantity),
            Email = parsed.GetValue(_email),
            SuccessUrl = parsed.GetValue(_success) ?? StripeAddresses.Success(options),
            CancelUrl = parsed.GetValue(_cancel) ?? StripeAddresses.Return(options),
        };
        var url = await toolbox.Get<OpenCheckout>().RunAsync(terms, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { url = url.OriginalString }))
        {
            invocation.Report.Line(url.OriginalString);
        }

        return CommandLine.Yes;
    }
}
